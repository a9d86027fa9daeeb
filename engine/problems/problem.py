"""Problem: the loss that optimizers minimize, with its start, batches and projection to two coordinates."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ..core.domain import Domain
from .batches import Batches
from .projection import Projector
from .training_state import TrainingState


class Problem(ABC):
    """Problem: a loss over weights. One instance serves all racers and holds no racer's state.

    Attributes:
        dim: number of weights in all.
        domain: the region that is drawn by default: ((x_low, x_high), (y_low, y_high)).
        log_scale: whether losses are best drawn on a logarithmic scale; None: decide by the losses.
        samples: size of the training set; 0 if nothing is learned from data.
        projector: maps weights and gradients to the picture.
        vectorized: whether ``values`` evaluates many points at once; otherwise one after another.
    """

    dim: int
    domain: Domain
    log_scale: bool | None = None
    samples: int = 0
    projector: Projector
    vectorized: bool = False

    @abstractmethod
    def parameters(self) -> list[Tensor]:
        """Create leaf tensors at the start that require gradients, for one racer."""

    @abstractmethod
    def loss(
        self, parameters: Sequence[Tensor], batch: Tensor | None, training: TrainingState | None = None
    ) -> Tensor:
        """Compute the 0-dim loss that the optimizer sees, with its graph.

        Bit for bit what a plain hand-written torch loop computes.

        Args:
            parameters: weights of one racer.
            batch: sample indices, or None for the whole set.
            training: training state of the racer; running statistics in it are updated in place. Without
                one there is neither dropout nor a penalty.
        """

    @abstractmethod
    def values(self, points: Tensor, batch: Tensor | None, training: TrainingState | None = None) -> Tensor:
        """Compute ``loss`` without graph at several points.

        Args:
            points: weights, shape (k, dim), in the precision of ``parameters``.
            batch, training: as for ``loss``.

        Returns:
            The losses, shape (k,).
        """

    def curvature(self, x: float, y: float) -> tuple[float, float, float] | None:
        """Estimate the Hessian (f_xx, f_xy, f_yy) at a point; None if there are more than two weights.

        The regimes use it, so it is fast rather than exact to the last digit.
        """
        del x, y
        return None

    def is_full_batch(self, batch: Tensor | None, training: TrainingState | None = None) -> bool:
        """Whether ``loss`` of this batch is ``full_loss`` already."""
        del batch, training
        return True

    def full_loss(self, parameters: Sequence[Tensor], training: TrainingState | None = None) -> float:
        """Measure the loss on the whole training set, without dropout and without a penalty.

        Raises:
            NotImplementedError: for a problem whose ``is_full_batch`` is always True, such as a surface.
        """
        raise NotImplementedError("A problem whose batches are not the whole set must measure its full loss.")

    def test_loss(self, parameters: Sequence[Tensor], training: TrainingState | None = None) -> float | None:
        """Measure the loss on the test set; None if there is no test set."""
        del parameters, training
        return None

    def training(self) -> TrainingState | None:
        """Create one racer's training state at the start; None for surfaces."""
        return None

    def batches(self) -> Batches | None:
        """Create a cursor over the shuffled samples; None if there are no mini-batches."""
        return None

    def noise(self, step: int) -> list[Tensor] | None:
        """The noise that is added to the gradient at this step, the same for all racers; None: no noise."""
        del step
        return None

    @abstractmethod
    def loss_grid(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate the loss without noise on a grid: float64 of shape (len(y), len(x)), at (x[j], y[i]).

        Each value depends on its own point alone, so that a landscape can be computed in tiles.
        """

    def known_minima(self) -> list[tuple[float, float, float]]:
        """Minima from the literature, or from a closed form, as (x, y, loss); empty if none are known."""
        return []
