"""What an instrument measures: a picture of a network at one point of a racer's path."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...core.registry import Entry
from ...problems.derivatives import Derivatives
from ...problems.grid_loss import unflatten
from ...problems.network import NetworkProblem
from ...problems.training_state import TrainingState

Array = NDArray[np.float64]


@final
class MeasureContext:
    """A network where a racer stands.

    Attributes:
        problem: model, data and loss.
        weights: float64 of shape (dim,).
        optimizer: the racer's optimizer by its name in the catalog.
        settings: of the step that leaves this point, by PyTorch's names: ``lr``, ``momentum``...
        batch: the samples that this step takes, their indices; None for the whole set.
        batch_size: how many it usually takes; None for the whole set.
        after: the weights where this step arrives; None where the racer ends here. Taking the step costs
            its time, so it is taken only when asked for.
        path: the way that led here, evenly spaced points of shape (points, dim).
        training: how the network is trained by that step, anew at each call; None where it is measured alone.
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

    @cached_property
    def parameters(self) -> list[Tensor]:
        """The weights as the module has them, float32."""
        return unflatten(torch.from_numpy(self.weights).float(), self.problem.shapes)

    @cached_property
    def derivatives(self) -> Derivatives:
        """In float32, as in training: instruments are looked at, not computed with."""
        return Derivatives(self.problem, torch.float32)

    def outputs(self, inputs: Tensor) -> Tensor:
        """What the network answers, shape (samples, outputs), without a graph."""
        return self.problem.predict(self.parameters, inputs)


@final
@dataclass(frozen=True, kw_only=True)
class Quantity(Entry):
    """Something that is measured.

    Attributes:
        lacks: problem -> why it cannot be measured there, in a sentence; None where it can.
        measure: stand -> numbers, strings and float64 arrays, by names that the page knows.
        points: 0, or the even stretches into which a run is divided: it is then measured at the end of
            each stretch up to where the racer stands, and there, and every fact is a list over ``steps``.
    """

    unavailable_reason: Callable[[NetworkProblem], str | None] = lambda _problem: None
    measure: Callable[[MeasureContext], dict[str, Any]]
    points: int = 0
