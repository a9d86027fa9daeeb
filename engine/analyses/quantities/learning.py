"""Learning curves: loss and accuracy on training and test data up to the current point."""

from typing import Any, final

import torch
from pydantic import BaseModel, Field
from torch import Tensor

from ...core.types import Array
from .base import MeasureContext, Numbers, Quantity
from .predictions import class_losses

POINTS = 40
"""Number of equal parts that a whole run is divided into."""


@final
class LearningFacts(BaseModel):
    """Learning: loss and accuracy at each measured step.

    A loss is null where there is no such data (``test_samples`` is 0), else where it is no finite number; an
    accuracy also where there are no classes.
    """

    steps: list[int]
    test_samples: list[int] = Field(description="Number of samples kept back, at each of these steps.")
    train_loss: Numbers
    train_accuracy: Numbers
    test_loss: Numbers
    test_accuracy: Numbers


def _loss_and_accuracy(
    context: MeasureContext, part: str, inputs: Array, labels: Array
) -> dict[str, float | None]:
    """Loss and accuracy on one part of the data; None if it is empty."""
    problem = context.problem
    classes = problem.dataset.classes
    if len(inputs) == 0:
        return {f"{part}_loss": None, f"{part}_accuracy": None}
    outputs: Tensor = context.outputs(torch.from_numpy(inputs).float())
    targets = problem.objective.encode(labels, classes)
    expected = targets.to(outputs.dtype) if targets.is_floating_point() else targets
    accuracy = None
    if classes is not None and bool(outputs.isfinite().all()):
        answers = class_losses(outputs, problem.objective, classes).argmin(axis=1)
        accuracy = float((answers == labels).mean())
    return {
        f"{part}_loss": problem.objective.function(outputs, expected).item(),
        f"{part}_accuracy": accuracy,
    }


def _measure(context: MeasureContext) -> dict[str, Any]:
    problem, test = context.problem, context.problem.test
    trained = problem.inputs_as(torch.float64).numpy()
    return {
        "test_samples": len(test.inputs),
        **_loss_and_accuracy(context, "train", trained, problem.labels),
        **_loss_and_accuracy(context, "test", test.inputs, test.targets),
    }


ENTRY = Quantity(
    facts=LearningFacts,
    name="learning",
    title="Train and test",
    summary="Loss and share of right answers, on the samples it learns from and on those kept back. Where "
    "the test curve turns while the other goes on, it learns by heart.",
    reference="Geman, Bienenstock & Doursat 1992, Neural networks and the bias/variance dilemma",
    points=POINTS,
    measure=_measure,
)
