"""Grid request: how fine a landscape is computed, and over which domain."""

from typing import Annotated, final

from pydantic import AfterValidator, Field

from ..core.params import Params

MAX_RESOLUTION = 1024

Side = tuple[float, float]


def _ordered(side: Side) -> Side:
    low, high = side
    if not low < high:
        raise ValueError("A side of the domain must end at a larger number than it begins at")
    return side


Number = Annotated[float, Field(ge=-1e9, le=1e9)]
Domain = tuple[
    Annotated[tuple[Number, Number], AfterValidator(_ordered)],
    Annotated[tuple[Number, Number], AfterValidator(_ordered)],
]
"""((x_low, x_high), (y_low, y_high))."""


@final
class GridRequest(Params):
    """Grid request: resolution and domain of a landscape; without a domain, that of the problem."""

    resolution: int = Field(101, ge=2, le=MAX_RESOLUTION, description="Number of points along each side.")
    domain: Domain | None = None
