"""Decision boundary: the network's prediction over its input space, with the data."""

from typing import Any, final

import numpy as np
import torch
from pydantic import BaseModel, Field
from torch import Tensor

from ...core.types import Array
from ...landscape.grid import axis
from ...problems.network import NetworkProblem
from .base import MeasureContext, Number, Numbers, Quantity, Rows
from .predictions import class_losses, shares

SIDE = 61
"""Grid points on each side of a two-dimensional input space."""

LINE = 201
"""Grid points of a one-dimensional input space."""

MAX_POINTS = 600
MARGIN = 0.12
"""Margin around the data, as a share of their range."""


@final
class BoundaryFacts(BaseModel):
    """Boundary: predictions over the inputs, and the data."""

    classes: int | None
    points: Rows = Field(description="Coordinates of the training samples, axis by axis.")
    labels: Numbers
    right: Number = Field(description="Accuracy; null without classes.")
    test_points: Rows
    test_labels: Numbers
    test_right: Number
    x: list[float]
    y: list[float] | None = Field(description="Null if inputs are one number.")
    answer: Numbers | Rows = Field(description="Predicted class or value: one for each x, or rows over y.")
    share: Rows | None = Field(description="Share of the predicted class; null without classes.")


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    features = problem.inputs[0].numel()
    if problem.inputs.ndim == 2 and features <= 2 and problem.inputs.is_floating_point():
        return None
    return f"Each input has {features} numbers; a boundary can be drawn where there are two."


def reach(values: Array) -> tuple[float, float]:
    """Range of one axis to draw: all values and a margin."""
    low, high = float(values.min()), float(values.max())
    room = MARGIN * ((high - low) or 1.0)
    return low - room, high + room


def _answers(context: MeasureContext, inputs: Array) -> tuple[Array, Array | None]:
    """Predict the class of each input, or a number if the data have no classes.

    Returns:
        The predictions, float64 of shape (inputs,), and for each the share of the predicted class, from 0
        to 1, as ``shares`` computes it (a softmax probability under cross entropy); None without classes.
    """
    problem = context.problem
    outputs: Tensor = context.outputs(torch.from_numpy(inputs).float())
    classes = problem.dataset.classes
    if classes is None:
        return outputs[:, 0].double().numpy(), None
    likely = shares(class_losses(outputs, problem.objective, classes))
    return likely.argmax(axis=1).astype(np.float64), likely.max(axis=1)


def _accuracy(context: MeasureContext, inputs: Array, labels: Array) -> float | None:
    """Accuracy on the samples; None if there are no classes or no samples."""
    if context.problem.dataset.classes is None or not len(inputs):
        return None
    answer, _ = _answers(context, inputs)
    return float((answer == labels).mean())


def _measure(context: MeasureContext) -> dict[str, Any]:
    problem = context.problem
    inputs = problem.inputs.double().numpy()[:MAX_POINTS]
    held_out = problem.test.inputs[:MAX_POINTS]
    known = np.concatenate([inputs, held_out])
    x = axis(*reach(known[:, 0]), SIDE if inputs.shape[1] == 2 else LINE)
    facts: dict[str, Any] = {
        "classes": problem.dataset.classes,
        "points": np.ascontiguousarray(inputs.T),
        "labels": problem.labels[: len(inputs)],
        "right": _accuracy(context, problem.inputs.double().numpy(), problem.labels),
        "test_points": np.ascontiguousarray(held_out.T),
        "test_labels": problem.test.targets[: len(held_out)],
        "test_right": _accuracy(context, problem.test.inputs, problem.test.targets),
        "x": x,
    }
    if inputs.shape[1] == 1:
        answer, _ = _answers(context, x[:, None])
        return facts | {"answer": answer, "y": None, "share": None}
    y = axis(*reach(known[:, 1]), SIDE)
    places = np.stack([np.tile(x, len(y)), np.repeat(y, len(x))], axis=1)
    answer, share = _answers(context, places)
    grid = (len(y), len(x))
    return facts | {
        "y": y,
        "answer": answer.reshape(grid),
        "share": None if share is None else share.reshape(grid),
    }


ENTRY = Quantity(
    facts=BoundaryFacts,
    name="boundary",
    title="What it has learned",
    summary="The answer at every place of the input space, with the data; hollow points are "
    "kept back for testing. Where two classes meet is the decision boundary; the colour pales where the "
    "network is unsure.",
    formula=r"\hat{y}(x) = \arg\max_c \, p(c \mid x)",
    reference="Smilkov, Carter, Sculley, Viégas & Wattenberg 2017, Direct-manipulation visualization of deep "
    "networks",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
