"""Rules of rest: a racer that no longer moves, and what kind of place it stands on."""

import math

from ...core.text import number, percent
from .situation import Claim, Situation
from .surroundings import DIRECTIONS, Circle, Curvature, Surroundings

AT_REST = ("saddle", "maximum", "local_minimum", "global_minimum", "converged")
"""Words of a racer at rest."""

STEP = 1e-3
"""At rest, steps are shorter than this share of the domain's diagonal."""

GRADIENT = 1e-6
"""At rest, the gradient is below this share of the run's largest."""

EXACT = 1e-9
"""A start is a stationary point if the Newton step there is below this share of the domain's diagonal."""

FLOOR = 1e-6
"""A loss is that of the lowest place if it differs by less than this share of the landscape's height."""

CIRCLE = 1e-2
"""Radius of the circle on which a degenerate place is sampled, as a share of the diagonal."""

CANCELLED = 0.1
"""Step and decoupled weight decay cancel if the move is below this share of what the decay alone would do."""

KINK_CIRCLE = 3e-3
"""Radius of the circle that shows a kink. Steps about a kink are shorter than a third of it."""


def at_rest(s: Situation) -> Claim | None:
    """The racer has stopped where the slope has all but vanished, or at a kink."""
    stopped = s.rate == 0.0 and s.gradient > 0.0  # by its rate, not by the ground
    if s.window.recent_step > STEP * s.diagonal or (stopped and not _vanished(s)):
        return None
    if s.surroundings is None:
        return _rest_of_many(s) if _vanished(s) and s.history.steepest > 0.0 else None
    return _rest_on_smooth_ground(s) or _rest_at_kink(s, s.surroundings)


def _vanished(s: Situation) -> bool:
    return s.gradient <= GRADIENT * s.history.steepest


def _rest_of_many(s: Situation) -> Claim:
    """Rest of a network: its curvature is not computed."""

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            f"At rest: the gradient is {number(s.gradient)}, {percent(s.gradient / s.history.steepest)} of "
            f"the run's largest, and steps are {number(s.window.recent_step)} long. Whether this is a "
            "minimum is not checked."
        )
        return _with_objective(s, words), s.evidence(step=s.window.recent_step)

    return Claim("converged", tell)


def _rest_on_smooth_ground(s: Situation) -> Claim | None:
    if s.gradient > GRADIENT * max(s.history.steepest, s.typical_slope):
        return None
    curvature = s.curvature
    if curvature is None or curvature.newton_step > STEP * s.diagonal:
        return None
    exact = curvature.newton_step <= EXACT * s.diagonal and curvature.level_slope <= EXACT * s.typical_slope
    if not _vanished(s) and not exact:
        return None
    assert s.surroundings is not None
    if s.conditions.penalized:
        alone = s.loss_curvature if _loss_is_stationary(s) else None
        if alone is None:
            return _rest_of_penalized(s, curvature)
        curvature = alone
    return _lowest(s, s.surroundings, curvature) or _by_curvature(s, s.surroundings, curvature)


def _loss_is_stationary(s: Situation) -> bool:
    """Whether the slope of the loss alone has vanished too, as where the weights that decay are zero."""
    slope = math.hypot(s.last.gx, s.last.gy)
    return slope <= GRADIENT * min(s.history.steepest, s.typical_slope) and s.conditions.l1 == 0.0


def _rest_of_penalized(s: Situation, curvature: Curvature) -> Claim | None:
    """Rest where loss and penalty together are stationary."""
    if curvature.low < -curvature.zero:
        return _by_signs(s, curvature)

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            f"At rest where {s.conditions.objective} is least nearby, at {number(s.now)}. The loss alone is "
            f"{number(s.last.loss)} there, and not at its least."
        )
        return words, _rest_evidence(s, curvature)

    return Claim("converged", tell)


def _lowest(s: Situation, ground: Surroundings, curvature: Curvature | None) -> Claim | None:
    """The loss is that of the lowest place of the whole plane."""
    if ground.floor is None or not ground.everywhere:
        return None
    loss = s.last.loss
    if abs(loss - ground.floor) > FLOOR * ground.height + 1e-12 * abs(ground.floor):
        return None

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            f"At rest in a global minimum: its loss, {number(loss, 4)}, is that of the lowest place, and "
            f"there is none lower on the whole plane ({ground.everywhere})."
        )
        return words, _rest_evidence(s, curvature, known_lowest=ground.floor)

    return Claim("global_minimum", tell)


def _by_curvature(s: Situation, ground: Surroundings, curvature: Curvature) -> Claim:
    """Name the place by the signs of its curvature, or as degenerate."""
    if curvature.is_minimum:
        return _local_minimum(s, ground, curvature)
    return _by_signs(s, curvature) or _degenerate(s, ground, curvature)


def _local_minimum(s: Situation, ground: Surroundings, curvature: Curvature | None) -> Claim:
    def tell() -> tuple[str, dict[str, float]]:
        if curvature is None:
            words = "At rest at a kink: every direction leads up."
        else:
            words = (
                f"At rest in a minimum: every direction leads up (curvature {number(curvature.low)} to "
                f"{number(curvature.high)})."
            )
        floor = ground.floor
        if floor is not None and s.last.loss - floor > FLOOR * ground.height:
            x, y = next(place[:2] for place in ground.minima if place[2] == floor)
            words += f" A lower place is known: loss {number(floor, 4)} at ({number(x)}, {number(y)})."
        elif floor is not None:
            words += " No lower place is known in the picture."
        return words, _rest_evidence(s, curvature, known_lowest=floor)

    return Claim("local_minimum", tell)


def _by_signs(s: Situation, curvature: Curvature) -> Claim | None:
    """A saddle or a maximum: some direction curves down."""
    if curvature.low >= -curvature.zero:
        return None
    name = "maximum" if curvature.high < -curvature.zero else "saddle"

    def tell() -> tuple[str, dict[str, float]]:
        low, high = number(curvature.low), number(curvature.high)
        if name == "maximum":
            words = f"At rest on a maximum: every direction leads down (curvature {low} to {high})."
        elif curvature.high > curvature.zero:
            words = (
                "At rest at a saddle: the slope has vanished, but one direction leads down (curvature "
                f"{low}), while another leads up ({high})."
            )
        else:
            words = (
                "At rest, but in no minimum: the slope has vanished, and one direction leads down (curvature "
                f"{low}), while another is level."
            )
        return _with_objective(s, words), _rest_evidence(s, curvature)

    return Claim(name, tell)


def _degenerate(s: Situation, ground: Surroundings, curvature: Curvature) -> Claim:
    """The curvature vanishes in some direction: it does not decide, and a circle is sampled."""
    circle = ground.circle(s.last.x, s.last.y, CIRCLE * ground.diagonal, s.last.loss)
    if circle.level == DIRECTIONS:
        return level_ground(s, circle)

    def tell() -> tuple[str, dict[str, float]]:
        way = f"Of {DIRECTIONS} directions, {number(circle.radius)} away, "
        words = (
            "At rest where the slope has vanished and the curvature, too, is zero in some direction, so that "
            f"it does not decide. {way}{_counts(circle)}"
        )
        words += ": a degenerate saddle." if circle.lower and circle.higher else "."
        return words, _rest_evidence(s, curvature) | _circle_evidence(circle)

    return Claim("converged", tell)


def level_ground(s: Situation, circle: Circle) -> Claim:
    """No slope, no curvature, and all places around are level: a plateau."""

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            f"On level ground: the gradient is {number(s.gradient)}, and all {circle.level} places tried "
            f"{number(circle.radius)} away have the same loss."
        )
        return words, s.evidence() | _circle_evidence(circle)

    return Claim("plateau", tell)


def _counts(circle: Circle) -> str:
    parts = (
        ("lead up", circle.higher),
        ("lead down", circle.lower),
        ("are level", circle.level),
        ("have no value", circle.undefined),
    )
    return ", ".join(f"{count} {words}" for words, count in parts if count)


def _rest_at_kink(s: Situation, ground: Surroundings) -> Claim | None:
    """It stays within a small circle on which the loss is higher, and its slope does not fade inside."""
    window, radius = s.window, KINK_CIRCLE * ground.diagonal
    if max(window.x_high - window.x_low, window.y_high - window.y_low) > STEP * ground.diagonal:
        return None
    still_falls = s.falls and s.fall > 0.5 * abs(window.before)
    if s.conditions.penalized or window.whole.rows < 5 or still_falls:
        return None
    x, y = (window.x_low + window.x_high) / 2, (window.y_low + window.y_high) / 2
    circle = ground.circle(x, y, radius, window.high)
    if circle.higher < DIRECTIONS or not circle.lowest > window.high:
        return None
    if s.window.whole.mean_gradient < 0.5 * circle.slope:
        return None  # a smooth minimum, only not yet at rest

    def evidence(**more: float | None) -> dict[str, float]:
        return s.evidence(step=window.recent_step, **more) | _circle_evidence(circle)

    if ground.everywhere and ground.known_minimum_near(x, y, radius):
        return Claim("global_minimum", lambda: (_kink_words(s, circle, ground), evidence()))
    return Claim("local_minimum", lambda: (_kink_words(s, circle, None), evidence()))


def _kink_words(s: Situation, circle: Circle, ground: Surroundings | None) -> str:
    place = "a global minimum" if ground else "a minimum"
    lowest = f" No place of the whole plane is lower ({ground.everywhere})." if ground else ""
    step, radius = number(s.window.recent_step), number(circle.radius)
    return (
        f"At rest at the kink of {place}: the slope does not fade, but steps are only {step} long, and every "
        f"direction leads up within {radius}.{lowest}"
    )


def balanced(s: Situation) -> Claim | None:
    """Its steps and its decoupled weight decay cancel: it rests, though the slope is not zero."""
    decay, place = s.conditions.decoupled_decay, math.hypot(s.last.x, s.last.y)
    pull = s.rate * decay * place
    if (
        s.surroundings is None
        or not pull > 0.0
        or s.window.recent_step > min(CANCELLED * pull, STEP * s.diagonal)
    ):
        return None

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            "At rest where its step and its decoupled weight decay cancel: steps are "
            f"{number(s.window.recent_step)} long, the decay alone would move it by {number(pull)}. The "
            f"slope of the loss is {number(s.gradient)} there."
        )
        return words, s.evidence(step=s.window.recent_step, pull=pull)

    return Claim("converged", tell)


def _rest_evidence(s: Situation, curvature: Curvature | None, **more: float | None) -> dict[str, float]:
    own: dict[str, float | None] = {"step": s.window.recent_step, **more}
    if curvature is not None:
        own |= {
            "curvature_low": curvature.low,
            "curvature_high": curvature.high,
            "newton_step": curvature.newton_step,
        }
    return s.evidence(**own)


def _circle_evidence(circle: Circle) -> dict[str, float]:
    return {
        "circle_radius": circle.radius,
        "circle_higher": float(circle.higher),
        "circle_lower": float(circle.lower),
        "circle_level": float(circle.level),
    }


def _with_objective(s: Situation, words: str) -> str:
    """The sentence, and what is descended if that is not the loss alone."""
    return f"{words} What it descends is {s.conditions.objective}." if s.conditions.penalized else words
