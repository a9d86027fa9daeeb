"""Grid request: how fine a landscape is computed, and over which domain or for which frame."""

from typing import Annotated, Self, final

from pydantic import AfterValidator, Field, model_validator

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

Aspect = Annotated[float, Field(ge=0.2, le=5.0)]
"""Width over height of the frame that a landscape is drawn in."""

ASPECT = (
    "Width over height of the frame: where the domain is much wider or higher, it is widened along the other "
    "axis, unless lower or undefined places would come into the picture."
)


class Framed(Params):
    """Framed: a request with a domain, or with the aspect of a frame instead, or with neither."""

    domain: Domain | None = Field(
        None, description="The rectangle to compute: [[x_low, x_high], [y_low, y_high]]."
    )
    aspect: Aspect | None = Field(None, description=ASPECT)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.domain is not None and self.aspect is not None:
            raise ValueError("A domain fixes what is drawn: give either the domain or the aspect of a frame")
        return self


@final
class GridRequest(Framed):
    """Grid request: resolution and domain of a landscape; without a domain, that of the problem."""

    resolution: int = Field(101, ge=2, le=MAX_RESOLUTION, description="Number of points along each side.")
