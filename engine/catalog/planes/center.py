"""Where a plane passes: the point of a racer's path at its centre."""

from typing import Literal

from ...core.params import Params, integer, option, real
from .base import Guide, RacerGuide

Origin = Literal["initial", "current", "final"]

NO_STEP = {"origin": ["initial", "final"]}
"""Where a step is of no account."""

MOST_RACERS = 16
MOST_STEPS = 2_000
"""As long as a path is followed."""


class CentredParams(Params):
    """The weights at the centre, and how far around them is drawn. Abstract: planes extend it."""

    origin: Origin = option(
        "initial", "The weights at the centre: the start, a step of the racer's path, or its end."
    )
    racer: int = integer(
        0,
        "Whose path it is, counted from 0.",
        soft=(0, 3),
        idle={"origin": ["initial"]},
        ge=0,
        lt=MOST_RACERS,
    )
    step: int = integer(
        100,
        "The step at the centre, where the origin is current.",
        soft=(0, 500),
        idle=NO_STEP,
        ge=0,
        le=MOST_STEPS,
    )
    span: float = real(1.0, "Half the width that is drawn.", soft=(0.1, 10.0), scale="log", gt=0.0, le=1e4)


def centre_guide(params: CentredParams) -> Guide | None:
    """The path that leads to the centre."""
    if params.origin == "initial":
        return None
    return RacerGuide((params.racer,), params.step if params.origin == "current" else None)
