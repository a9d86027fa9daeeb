"""What the network answers all over its input space, with the data it learns from."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...landscape.grid import axis
from ...problems.network import NetworkProblem
from .base import MeasureContext, Quantity
from .predictions import class_losses, shares

Array = NDArray[np.float64]

SIDE = 61
"""Places a side of the square."""

LINE = 201
"""Places of a curve."""

MOST_POINTS = 600
MARGIN = 0.12
"""Free space around the data, as a share of their width."""


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    features = problem.inputs[0].numel()
    if problem.inputs.ndim == 2 and features <= 2 and problem.inputs.is_floating_point():
        return None
    return f"Each input has {features} numbers; a boundary can be drawn where there are two."


def reach(values: Array) -> tuple[float, float]:
    """What is drawn of one axis: all values, and free space around them."""
    low, high = float(values.min()), float(values.max())
    room = MARGIN * ((high - low) or 1.0)
    return low - room, high + room


def _answers(context: MeasureContext, inputs: Array) -> tuple[Array, Array | None]:
    """The class (or the number) at each input, and the share that speaks for that class."""
    problem = context.problem
    outputs: Tensor = context.outputs(torch.from_numpy(inputs).float())
    classes = problem.dataset.classes
    if classes is None:
        return outputs[:, 0].double().numpy(), None
    likely = shares(class_losses(outputs, problem.objective, classes))
    return likely.argmax(axis=1).astype(np.float64), likely.max(axis=1)


def _right(context: MeasureContext, inputs: Array, labels: Array) -> float | None:
    """The share of samples whose class is answered right; None where there are no classes, or no samples."""
    if context.problem.dataset.classes is None or not len(inputs):
        return None
    answer, _ = _answers(context, inputs)
    return float((answer == labels).mean())


def _measure(context: MeasureContext) -> dict[str, Any]:
    problem = context.problem
    inputs = problem.inputs.double().numpy()[:MOST_POINTS]
    kept_back = problem.test.inputs[:MOST_POINTS]
    known = np.concatenate([inputs, kept_back])
    x = axis(*reach(known[:, 0]), SIDE if inputs.shape[1] == 2 else LINE)
    told: dict[str, Any] = {
        "classes": problem.dataset.classes,
        "points": np.ascontiguousarray(inputs.T),
        "labels": problem.labels[: len(inputs)],
        "right": _right(context, problem.inputs.double().numpy(), problem.labels),
        "test_points": np.ascontiguousarray(kept_back.T),
        "test_labels": problem.test.targets[: len(kept_back)],
        "test_right": _right(context, problem.test.inputs, problem.test.targets),
        "x": x,
    }
    if inputs.shape[1] == 1:
        answer, _ = _answers(context, x[:, None])
        return told | {"answer": answer, "y": None, "share": None}
    y = axis(*reach(known[:, 1]), SIDE)
    places = np.stack([np.tile(x, len(y)), np.repeat(y, len(x))], axis=1)
    answer, share = _answers(context, places)
    grid = (len(y), len(x))
    return told | {
        "y": y,
        "answer": answer.reshape(grid),
        "share": None if share is None else share.reshape(grid),
    }


ENTRY = Quantity(
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
