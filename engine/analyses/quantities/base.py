"""Quantities: what instruments measure of a network at one point of a racer's trajectory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import torch
from pydantic import BaseModel
from torch import Tensor

from ...core.method import rate_of
from ...core.registry import Entry
from ...core.types import Array
from ...problems.derivatives import Derivatives
from ...problems.grid_loss import unflatten
from ...problems.network import NetworkProblem
from ...problems.training_state import TrainingState

Number = float | None
"""A measured number as JSON: null if it is not finite."""

Numbers = list[Number]
Rows = list[Numbers]


@final
class MeasureContext:
    """Input of a measurement: a network at one point of a racer's trajectory.

    Attributes:
        problem: model, data and loss.
        weights: float64 of shape (dim,).
        optimizer: name of the racer's optimizer in the catalog.
        settings: parameters of the step from this point, by PyTorch's names: ``lr``, ``momentum``...
        batch: indices of this step's samples; None for the whole set.
        batch_size: the usual number of samples in a batch; None for the whole set.
        after: computes the weights after this step, (dim,); None if the racer ends here. It is a function
            because it takes the step.
        path: computes the trajectory up to here at evenly spaced points: (points, dim).
        training: creates the training state of this step (dropout, running statistics); None without one.
    """

    def __init__(
        self,
        problem: NetworkProblem,
        weights: Array,
        optimizer: str,
        settings: dict[str, Any],
        batch: Tensor | None = None,
        batch_size: int | None = None,
        after: Callable[[], Array | None] = lambda: None,
        path: Callable[[], Array] | None = None,
        training: Callable[[], TrainingState | None] = lambda: None,
    ) -> None:
        self.problem, self.weights = problem, weights
        self.optimizer, self.settings = optimizer, settings
        self.batch, self.batch_size, self.after = batch, batch_size, after
        self.path: Callable[[], Array] = path or (lambda: weights[None])
        self.training = training

    @property
    def lr(self) -> float | None:
        """Learning rate of the step from this point; None if the racer's method has none."""
        return rate_of(self.settings)

    @cached_property
    def parameters(self) -> list[Tensor]:
        """The weights as float32 tensors in the module's shapes."""
        return unflatten(torch.from_numpy(self.weights).float(), self.problem.shapes)

    @cached_property
    def derivatives(self) -> Derivatives:
        """Derivatives in float32, as in training: the results are only displayed."""
        return Derivatives(self.problem, torch.float32)

    def outputs(self, inputs: Tensor) -> Tensor:
        """Outputs of the network, of shape (samples, outputs), without an autograd graph."""
        return self.problem.predict(self.parameters, inputs)


@final
@dataclass(frozen=True, kw_only=True)
class Quantity(Entry):
    """One quantity of the catalog.

    Attributes:
        unavailable_reason: problem -> why it cannot be measured there, as a sentence; None if it can.
        facts: the model of what is measured.
        measure: context -> numbers, strings and float64 arrays, by names that the page knows.
        points: 0 for a quantity that is measured at the current point only. Otherwise the whole run is
            divided into this many equal parts; the quantity is measured at each boundary between parts up
            to the current point, and at the current point. The result then has a list of values under each
            name, and under ``steps`` the list of the steps at which they were measured.
    """

    unavailable_reason: Callable[[NetworkProblem], str | None] = lambda _problem: None
    facts: type[BaseModel]
    measure: Callable[[MeasureContext], dict[str, Any]]
    points: int = 0
