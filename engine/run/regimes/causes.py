"""Causes: why a racer does what it does, as far as the lab knows; a sentence, and its evidence."""

from typing import NamedTuple

from ...core.text import number
from .situation import Situation

FAR_BELOW = 0.1
"""A rate below this share of the stability limit is too small where the racer hardly moves."""

RAVINE = 0.1
"""On the floor of a ravine the curvature along the gradient is below this share of the largest."""


class Cause(NamedTuple):
    """Cause: a sentence that begins with a blank, or nothing; its evidence; whether it is proven."""

    words: str = ""
    evidence: dict[str, float | None] = {}  # noqa: RUF012 (never changed)
    proven: bool = False


NONE = Cause()


def of_slowness(s: Situation) -> Cause:
    """Why the loss hardly falls although there is slope."""
    if s.rate == 0.0:
        return Cause(" The learning rate is 0 now.")
    curvature, limit = s.curvature, s.limit
    if limit is None:
        return _from_the_path(s)
    along = None if curvature is None else curvature.along_gradient
    evidence: dict[str, float | None] = {
        "stability_limit": limit,
        "sharpness": s.sharpness,
        "curvature_along_gradient": along,
    }
    if s.rate < FAR_BELOW * limit:
        words = (
            f" The learning rate is too small: {number(s.rate)}, where {number(limit)} would still be stable."
        )
        return Cause(words, evidence, proven=True)
    if curvature is not None and abs(curvature.along_gradient) < RAVINE * curvature.high:
        words = (
            f" It is on the floor of a ravine: the steep side (curvature {number(curvature.high)}) allows no "
            f"rate above {number(limit)}, while along the gradient the curvature is only "
            f"{number(curvature.along_gradient)}."
        )
        return Cause(words, evidence, proven=True)
    return Cause("", evidence)


def slowness_is_proven(s: Situation) -> bool:
    """Whether the rate or a ravine explains it; needs the curvature and the limit of the method."""
    return s.surroundings is not None and s.has_rule and of_slowness(s).proven


def _from_the_path(s: Situation) -> Cause:
    """Without a known limit: only how long its steps are, and how the ground curves."""
    words = f" Its steps are at most {number(s.window.step)} long."
    curvature = s.curvature
    if curvature is None or not abs(curvature.along_gradient) < RAVINE * curvature.high:
        return Cause(words)
    words += (
        f" It is in a ravine: across it the curvature is {number(curvature.high)}, along the gradient "
        f"only {number(curvature.along_gradient)}."
    )
    return Cause(
        words,
        {"curvature_high": curvature.high, "curvature_along_gradient": curvature.along_gradient},
    )


def of_swings(s: Situation) -> Cause:
    """Why a racer swings or diverges: its rate against the stability limit, or its momentum."""
    sharpness, limit = s.sharpness, s.limit
    if sharpness is None or limit is None or not s.rate > 0.0:
        return NONE
    evidence: dict[str, float | None] = {"stability_limit": limit, "sharpness": sharpness}
    rate, most = number(s.rate, 4), number(limit, 4)
    if s.rate > limit:
        return Cause(f" The learning rate, {rate}, is above the stability limit there, {most}.", evidence)
    words = f" The learning rate, {rate}, is below the stability limit there, {most}."
    product, momentum = s.rate * sharpness, s.momentum
    if momentum > 0.0 and product > (1 - momentum**0.5) ** 2:
        words += (
            f" With a momentum of {number(momentum, 4)} it is under-damped: it runs past the lowest place."
        )
        evidence["momentum"] = momentum
    elif momentum == 0.0 and product > 1.0:
        least = number(1 / sharpness, 4)
        words += f" Its steps overshoot the lowest place across; below {least} they would not."
    return Cause(words, evidence)


def of_standstill(s: Situation) -> Cause:
    """Why a racer no longer moves although there is slope."""
    if s.rate == 0.0:
        return Cause(" The learning rate is 0.")
    if s.conditions.decoupled_decay:
        return Cause(" Its steps and its decoupled weight decay cancel, or are lost in rounding.")
    if s.rate > 0.0:
        return Cause(f" At a learning rate of {number(s.rate)} its steps are lost in rounding.")
    return NONE
