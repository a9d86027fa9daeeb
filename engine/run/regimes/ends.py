"""Ends: the words of a racer that takes no further step."""

import math

from ...core.text import number
from ..trajectory import Row
from .history import Sample
from .phrases import fallen
from .situation import Claim, Situation
from .surroundings import DIRECTIONS, Circle, Surroundings

HUGE = 1e30
"""From gradients of this size on, a step that is no number comes of overflow."""

START_CIRCLE = 1e-3
"""Radius of the circle that shows whether a start without slope is a minimum, as a share of the diagonal."""


def finished(beginning: str, s: Situation) -> Claim:
    """It ends while it descends.

    Args:
        beginning: why it ends, without the end of the sentence.
        s: where it ends.
    """
    words = f"{beginning}, and it was still descending: {fallen(s)}. The gradient is {number(s.gradient)}."
    return Claim("finished", lambda: (words, s.evidence()))


def finished_unseen(beginning: str, s: Situation) -> Claim:
    """It ends, and its places are not known."""
    return Claim("finished", lambda: (f"{beginning}.", s.evidence()))


def reason_of(row: Row, grown: bool, before: Sample, ground: Surroundings | None) -> tuple[bool, str]:
    """Why a run ends whose next row is not finite: whether it has diverged, and the end of a sentence.

    Args:
        row: the row that is not finite.
        grown: whether the loss has grown, and is above that of the start.
        before: the last row that is finite.
        ground: surroundings of its places; None if there are more than two weights.
    """
    place = math.isfinite(row.x) and math.isfinite(row.y)
    if not place and not grown and (math.isnan(row.x) or math.isnan(row.y)) and before.gradient < HUGE:
        return False, "its next step is no number (as 0/0 is none), though loss and gradient are finite there"
    if not place:
        return True, "its place was no finite number any more"
    where = f"at ({number(row.x)}, {number(row.y)})"
    if not math.isfinite(row.loss + row.batch_loss):
        return True, f"the loss was no finite number {where}"
    if _kink_circle(row, ground) is not None:
        kink = "but it has no slope there: it is the kink of a minimum"
        return False, f"at its next place, {where[3:]}, the loss is {number(row.loss)}, {kink}"
    return True, f"the gradient was no finite number {where}, though the loss was {number(row.loss)}"


def _kink_circle(row: Row, ground: Surroundings | None) -> Circle | None:
    """The circle around a place if the loss is higher all around."""
    if ground is None:
        return None
    circle = ground.circle(row.x, row.y, START_CIRCLE * ground.diagonal, row.loss)
    return circle if circle.higher == DIRECTIONS else None


def without_a_first_step(row: Row, ground: Surroundings | None) -> Claim:
    """The racer takes no step, since loss or gradient are not finite at the start."""
    where = f"at the start, ({number(row.x)}, {number(row.y)})"
    if not math.isfinite(row.loss):
        words = f"It takes no step: the loss has no finite value {where}. Choose another start."
        return Claim("at_start", lambda: (words, {"x": row.x, "y": row.y}))
    words = f"It takes no step: the loss is {number(row.loss)} {where}, but it has no slope there"
    evidence = {"loss": row.loss}
    circle = _kink_circle(row, ground)
    if circle is None:
        return Claim("at_start", lambda: (f"{words}. Choose another start.", evidence))
    found = {"circle_radius": circle.radius, "circle_higher": float(circle.higher)}
    words += f". It stands in a minimum, on a kink: every direction leads up within {number(circle.radius)}."
    return Claim("local_minimum", lambda: (words, evidence | found))
