"""What part of a plane is asked for."""

from typing import Annotated

from pydantic import AfterValidator, Field

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
