"""Plane center: parameters of a plane around one point of a racer's path."""

from typing import Literal

from ...core.limits import MAX_RACERS, MAX_STEPS
from ...core.params import Params, integer, option, real
from .base import Guide, RacerGuide

Origin = Literal["initial", "current", "final"]

IDLE_WITHOUT_STEP = {"origin": ["initial", "final"]}
"""Origins for which the parameter ``step`` changes nothing."""


class CenteredParams(Params):
    """Parameters of a centered plane: the weights at its center, and its half width. Planes extend it."""

    origin: Origin = option(
        "initial", "The weights at the center: the start, a step of the racer's path, or its end."
    )
    racer: int = integer(
        0,
        "Whose path it is, counted from 0.",
        soft=(0, 3),
        idle={"origin": ["initial"]},
        ge=0,
        lt=MAX_RACERS,
    )
    step: int = integer(
        100,
        "The step at the center, where the origin is current.",
        soft=(0, 500),
        idle=IDLE_WITHOUT_STEP,
        ge=0,
        le=MAX_STEPS,
    )
    span: float = real(1.0, "Half the width of the map.", soft=(0.1, 10.0), scale="log", gt=0.0, le=1e4)


def center_guide(params: CenteredParams) -> Guide | None:
    """The path of the racer up to the center; None if the center is the start."""
    if params.origin == "initial":
        return None
    return RacerGuide((params.racer,), params.step if params.origin == "current" else None)
