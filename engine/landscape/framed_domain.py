"""Framed domain: what is drawn of a landscape in a frame whose proportions differ from its domain's."""

import numpy as np
from numpy.typing import NDArray

from ..core.domain import Domain, widened
from ..problems.problem import Problem

STRETCH = 1.6
"""Largest ratio of the units of both axes with which a frame is filled before a domain is widened."""

PROBES = 129
"""Points along each side of the grid on which a wider domain is examined."""

TOLERANCE = 1e-9
"""Share of the examined losses' range by which one may be below the lowest known minimum: rounding errors."""

MOST_RELIEF = 1.5
"""Largest ratio of the ranges of losses in the wider and in the own domain, on a linear scale: beside higher
walls what is worth seeing would look flat."""


def framed_domain(problem: Problem, aspect: float) -> Domain:
    """The domain that is drawn in a frame, which contains the problem's own one.

    A plane through many weights is widened as the frame needs it. A function of two weights keeps its own
    domain if its author chose it. It also does if some place of the wider one were lower than the lowest
    known minimum (without one: than all places inside) or had no finite loss, because a flag would then tell
    an untruth; and if its walls rose so high that all else would look flat.

    Args:
        problem: the problem, on its plane if it has one.
        aspect: width over height of the frame.
    """
    own = problem.domain
    if problem.keeps_domain:
        return own
    wide = widened(own, aspect, STRETCH)
    return wide if wide == own or problem.dim != 2 or _suits(problem, own, wide) else own


def _suits(problem: Problem, own: Domain, wide: Domain) -> bool:
    """Whether a function of two weights may be drawn over a wider domain than its own."""
    x, y = (np.linspace(low, high, PROBES) for low, high in wide)
    with np.errstate(all="ignore"):
        losses = problem.loss_grid(x, y)
    in_own = np.logical_and.outer(_within(y, own[1]), _within(x, own[0]))
    beside, inside = losses[~in_own], losses[in_own & np.isfinite(losses)]
    if not np.isfinite(beside).all() or not inside.size:
        return False
    lowest = min((value for *_, value in problem.known_minima()), default=float(inside.min()))
    highest, rise = float(beside.max()), float(inside.max()) - lowest
    true = float(beside.min()) >= lowest - TOLERANCE * (highest - lowest)
    return true and (problem.log_scale is True or highest - lowest <= MOST_RELIEF * rise)


def _within(values: NDArray[np.float64], side: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= side[0]) & (values <= side[1]))
