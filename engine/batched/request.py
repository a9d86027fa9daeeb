"""Map request: the kind of map, its racer, its axes and its resolution."""

from typing import Annotated, Literal

from pydantic import Field

from ..core.params import Params, Scale
from ..spec.experiment import Experiment

MAX_RESOLUTION = 400
MAX_BALL_STEPS = 100_000_000
"""Limit on runs times steps of one map: about twelve seconds on one core."""

Parameter = Literal[
    "x",
    "y",
    "lr",
    "momentum",
    "dampening",
    "weight_decay",
    "beta1",
    "beta2",
    "alpha",
    "rho",
    "eps",
    "lr_decay",
    "momentum_decay",
    "lambd",
    "t0",
    "etaminus",
    "etaplus",
]


class Axis(Params):
    """One side of a map: a coordinate of the start, or a parameter of the optimizer."""

    parameter: Parameter = Field(description="x and y are the start's; betas are beta1 and beta2.")
    low: float = Field(description="Value of the first line.")
    high: float = Field(description="Value of the last line; above low.")
    scale: Scale = Field(
        "linear", description="How values lie between: log, or one_minus_log (logarithmic in 1 - value)."
    )


class MapRequest(Params):
    """A map of many balls: where starts lead, or what parameters do from one start."""

    experiment: Experiment
    kind: Literal["basins", "hyperparameters"]
    racer: int = Field(0, ge=0, le=15, description="Which racer's optimizer and schedule.")
    axes: Annotated[tuple[Axis, Axis], Field(strict=False)] | None = Field(
        None,
        description="The first runs across (x), the second up (y). Basins default to the domain; "
        "hyperparameters to the learning rate and the optimizer's memory.",
    )
    resolution: int = Field(100, ge=2, le=MAX_RESOLUTION, description="Lines on either axis.")
