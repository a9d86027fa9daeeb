"""Points dataset: points that the user has drawn."""

from typing import Annotated, Any, final

import numpy as np
from numpy.random import Generator
from pydantic import Field, Strict

from ...core.params import Params
from .base import Dataset, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field

MIN_POINTS = 4
MAX_POINTS = 500
MAX_CLASSES = 6

Coordinate = Annotated[float, Field(ge=-10, le=10)]
Label = Annotated[int, Field(ge=0, lt=MAX_CLASSES)]
Point = Annotated[tuple[Coordinate, Coordinate, Label], Strict(False)]

EXAMPLE: list[tuple[float, float, int]] = [
    (-0.7, 0.5, 0),
    (-0.55, 0.65, 0),
    (-0.4, 0.55, 0),
    (-0.6, 0.3, 0),
    (-0.3, 0.7, 0),
    (-0.75, 0.2, 0),
    (0.5, -0.6, 0),
    (0.65, -0.45, 0),
    (0.4, -0.75, 0),
    (0.7, -0.7, 0),
    (0.55, -0.3, 0),
    (-0.1, 0.1, 1),
    (0.1, 0.2, 1),
    (0.05, -0.1, 1),
    (0.3, 0.45, 1),
    (0.5, 0.6, 1),
    (0.7, 0.5, 1),
    (0.55, 0.3, 1),
    (-0.35, -0.2, 1),
    (-0.5, -0.5, 1),
    (-0.65, -0.65, 1),
    (-0.3, -0.6, 1),
]


@final
class PointsParams(Params):
    """The points, and how they are prepared."""

    points: list[Point] = Field(
        EXAMPLE,
        min_length=MIN_POINTS,
        max_length=MAX_POINTS,
        description="Each point's two coordinates and its class, counted from 0.",
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.0)
    scaling: Scaling = scaling_field("raw")


def _draw(params: PointsParams, generator: Generator) -> Samples:
    del generator  # all of them are taken
    table = np.array(params.points, dtype=np.float64)
    return Samples(table[:, :2].copy(), table[:, 2].copy())


def _adapt(params: PointsParams) -> dict[str, Any]:
    return {"classes": max(2, 1 + max(label for _, _, label in params.points))}


ENTRY = Dataset(
    name="points",
    title="Points you draw",
    summary="Put points of several colors where you like, and see what the network makes of them. They "
    "travel with the experiment, also in its address.",
    reference="Smilkov et al. 2017",
    params=PointsParams,
    features=2,
    classes=2,
    size=lambda params: len(params.points),
    draw=_draw,
    adapt=_adapt,
    others=({"classes": 3},),
)
