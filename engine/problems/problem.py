"""What a ball rolls on: a loss with a start, seen in two coordinates."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ..core.domain import Domain
from .batches import Batches
from .training_state import TrainingState

Projection = tuple[float, float, float, float, float, float, float, float]
"""Of a ball: x, y, distance from the plane, length of the gradient, shadows of gradient and momentum."""


class Problem(ABC):
    """A loss over weights. One instance serves all racers; it holds no racer's state.

    Attributes:
        dim: number of weights in all.
        domain: what is drawn unless told otherwise: ((x_low, x_high), (y_low, y_high)).
        log_scale: whether heights are best shown by their logarithm; None: judge by the heights.
        block_size: points of a ball that are seen together; those of one block stand at ``step % slots``.
        samples: in the training set; 0 where nothing is learnt from data.
    """

    dim: int
    domain: Domain
    log_scale: bool | None = None
    samples: int = 0
    block_size: int = 1

    @abstractmethod
    def parameters(self) -> list[Tensor]:
        """Fresh leaf tensors at the start, requiring gradients: one racer's own."""

    @abstractmethod
    def loss(
        self, parameters: Sequence[Tensor], batch: Tensor | None, training: TrainingState | None = None
    ) -> Tensor:
        """The 0-dim loss that the optimizer sees, with its graph.

        ``batch`` holds sample indices, or None for the whole set. Bit for bit what a plain
        hand-written torch loop computes. Without ``training``, nothing is left out by chance.
        """

    @abstractmethod
    def project(self, parameters: Sequence[Tensor]) -> tuple[float, float, float]:
        """Where the weights lie: x, y and the distance from the plane (0 if there are two weights)."""

    @abstractmethod
    def project_direction(self, vectors: Sequence[Tensor | None]) -> tuple[float, float]:
        """A direction in weight space (one tensor a parameter; None is zero), seen in the plane."""

    def norm(self, vectors: Sequence[Tensor | None]) -> float:
        """Euclidean length of a direction in weight space, summed in double precision."""
        return math.sqrt(sum(float(v.double().square().sum()) for v in vectors if v is not None))

    def project_state(
        self,
        parameters: Sequence[Tensor],
        gradients: Sequence[Tensor | None],
        moments: Sequence[Tensor | None],
    ) -> Projection:
        """What is seen of a ball: its place (three numbers), the length of its gradient, and two shadows.

        The shadows are those of gradient and moments, two numbers each; no moments are zero.
        """
        gradient_x, gradient_y = self.project_direction(gradients)
        norm = math.hypot(gradient_x, gradient_y) if self.dim == 2 else self.norm(gradients)
        momentum_x, momentum_y = self.project_direction(moments) if moments else (0.0, 0.0)
        return *self.project(parameters), norm, gradient_x, gradient_y, momentum_x, momentum_y

    def buffer(
        self,
        slot: int,
        parameters: Sequence[Tensor],
        gradients: Sequence[Tensor | None],
        moments: Sequence[Tensor | None],
    ) -> None:
        """Keep what is seen of a ball at a point until ``flush`` is asked; nobody else notes before that.

        ``parameters`` are detached.
        """
        raise NotImplementedError("points are noted where several are seen together")

    def flush(self, slot: int, points: int) -> Sequence[Projection]:
        """What has been noted, from one slot on. The numbers do not depend on what else was noted."""
        raise NotImplementedError("points are noted where several are seen together")

    def curvature(self, x: float, y: float) -> tuple[float, float, float] | None:
        """The Hessian (f_xx, f_xy, f_yy) at a place; None where two coordinates do not tell it all.

        It tells regimes apart, so it is quick rather than exact to the last digit.
        """
        del x, y
        return None

    def is_full_batch(self, batch: Tensor | None, training: TrainingState | None = None) -> bool:
        """Whether ``loss`` of this batch is the loss on the whole set already."""
        del batch, training
        return True

    def full_loss(self, parameters: Sequence[Tensor], training: TrainingState | None = None) -> float:
        """The loss on the whole set as it is measured: no unit is left out, no penalty is added."""
        raise NotImplementedError("a problem whose batches are not the whole set measures it")

    def test_loss(self, parameters: Sequence[Tensor], training: TrainingState | None = None) -> float | None:
        """The loss on the samples kept back for testing; None where there are none."""
        del parameters, training
        return None

    def training(self) -> TrainingState | None:
        """What a racer's network is trained with at the start: one racer's own; None for surfaces."""
        return None

    def batches(self) -> Batches | None:
        """A fresh cursor over the shuffled samples, or None where there are no mini-batches."""
        return None

    def noise(self, step: int) -> list[Tensor] | None:
        """What is added to the gradient of the step that leaves point ``step``; the same for all racers."""
        del step
        return None

    @abstractmethod
    def loss_grid(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """The true loss, without noise, at every place (x[j], y[i]): float64 of shape (len(y), len(x)).

        Each height depends on its own place alone, so that a landscape can be computed in parts.
        """

    def known_minima(self) -> list[tuple[float, float, float]]:
        """Minima from the literature as (x, y, value); empty where none are known."""
        return []
