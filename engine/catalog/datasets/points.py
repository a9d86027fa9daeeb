"""Points dataset: points that the user has drawn."""

from typing import Annotated, Any, Literal, final

import numpy as np
from numpy.random import Generator
from pydantic import Field, Strict

from ...core.errors import InvalidData
from ...core.params import Params, option
from .base import Dataset, Demand, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field

MIN_POINTS = 4
MAX_POINTS = 500
MAX_CLASSES = 6

Coordinate = Annotated[float, Field(ge=-10, le=10)]
Label = Annotated[int, Field(ge=0, lt=MAX_CLASSES)]
Inputs = Annotated[tuple[Literal["x", "y"], ...], Strict(False)]
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
    task: Literal["auto", "classes", "regression"] = option(
        "auto",
        "Whether the color of a point is predicted, or its y from its x. By default its color, except by a "
        "model that predicts numbers, such as a straight line.",
        label="What is predicted",
        labels={"auto": "automatic", "classes": "a class", "regression": "a number"},
        exclude_if=lambda task: task == "auto",
    )
    inputs: Inputs | None = Field(
        None,
        min_length=1,
        max_length=2,
        exclude_if=lambda inputs: inputs is None,
        description="The coordinates that the color is predicted from: by default both, or x where a model "
        "takes one input.",
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.0)
    scaling: Scaling = scaling_field("raw")


def _draw(params: PointsParams, generator: Generator) -> Samples:
    del generator  # all of them are taken
    table = np.array(params.points, dtype=np.float64)
    if params.task == "regression":
        return Samples(table[:, :1].copy(), table[:, 1].copy())
    columns = ["xy".index(name) for name in params.inputs or ("x", "y")]
    return Samples(table[:, columns].copy(), table[:, 2].copy())


def _adapt(params: PointsParams) -> dict[str, Any]:
    if params.task == "regression":
        return {"features": 1, "classes": None, "standard_target": params.scaling != "raw"}
    classes = max(2, 1 + max(label for _, _, label in params.points))
    return {"features": len(params.inputs or "xy"), "classes": classes}


def _fit(params: PointsParams, demand: Demand) -> PointsParams:
    """Write down what the demand decides: the task, and the coordinate where one is asked for."""
    changes: dict[str, Any] = {}
    if params.task == "auto" and demand.task == "regression":
        changes["task"] = "regression"
    if changes.get("task", params.task) == "regression":
        _check_regression(params)
    elif demand.features == 1 and params.inputs is None:
        changes["inputs"] = ("x",)
    return params.model_copy(update=changes)


def _check_regression(params: PointsParams) -> None:
    if params.inputs not in (None, ("x",)):
        raise InvalidData("inputs", "A number is predicted from x: leave the inputs out, or predict a class.")
    if params.label_noise > 0:
        raise InvalidData("label_noise", "A number that is predicted has no label to be wrong: set it to 0.")


ENTRY = Dataset(
    name="points",
    title="Points you draw",
    summary="Put points of several colors where you like, and see what the model makes of them: it predicts "
    "their color, or y from x. They travel with the experiment, also in its address.",
    reference="Smilkov et al. 2017",
    params=PointsParams,
    features=2,
    classes=2,
    size=lambda params: len(params.points),
    draw=_draw,
    adapt=_adapt,
    fit=_fit,
    others=({"classes": 3}, {"classes": 2, "features": 1}, {"classes": None, "features": 1}),
)
