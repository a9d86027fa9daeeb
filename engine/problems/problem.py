"""Problem: the loss that optimizers minimize, with its start, batches and projection to two coordinates."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.planes import PlaneBasis
from ..core.domain import Domain
from ..core.errors import WrongKind
from ..core.penalty import Penalty
from ..core.types import Array, Function
from .batches import Batches
from .grid_loss import unflatten
from .hessian_2d import curvature
from .projection import NoPlaneProjector, PlaneProjector, Projector, TwoWeightProjector, flat_weights
from .training_state import TrainingState

if TYPE_CHECKING:
    from .analytic import AnalyticProblem
    from .network import NetworkProblem


class Problem(ABC):
    """Problem: a loss over weights. One instance serves all racers and holds no racer's state.

    A kind calls ``set_shapes``, knows its domain, creates the weights at the start and computes the loss;
    everything else has a default. With more than two weights it is drawn on a plane.

    Attributes:
        dim: number of weights in all.
        shapes: shapes of the parameters, in order; ``names``: their names, empty if nobody tells them apart.
        coordinates: names of the weights; empty if they have none.
        domain: the region that is drawn by default: ((x_low, x_high), (y_low, y_high)).
        keeps_domain: whether ``domain`` was chosen by whoever wrote the problem, and is drawn as it is.
        log_scale: whether losses are best drawn on a logarithmic scale; None: decide by the losses.
        samples: size of the training set; 0 if nothing is learned from data.
        projector: maps weights and gradients to the picture.
        vectorized: whether ``values`` evaluates many points at once; otherwise one after another.
        axes: the plane; None before ``set_plane``, and always if there are two weights.
        statistics: running averages that the landscape is drawn with; empty for most problems.
        far_statistics: if not None, those at x = 1, and ``statistics`` are those at x = 0.
        statistics_of: whose they are, as the end of a sentence.
        through: coordinates of the weights through which the plane was moved; None for the plane as chosen.
        noise_size: standard deviation of the gradient noise in each coordinate.
        single: whether it computes in single precision.
        lowest_everywhere: why no place of the whole plane lies lower than the known minima, as a phrase;
            empty if some place does, or if nobody knows.
        race_bytes: estimated bytes of a race besides weights and checkpoints: graph, optimizers, data.
    """

    dim: int
    shapes: list[tuple[int, ...]]
    names: Sequence[str] = ()
    coordinates: Sequence[str] = ()
    domain: Domain
    keeps_domain: bool = False
    log_scale: bool | None = None
    samples: int = 0
    projector: Projector
    vectorized: bool = False
    axes: PlaneBasis | None = None
    statistics: Sequence[Tensor] = ()
    statistics_of: str = "at the start"
    far_statistics: Sequence[Tensor] | None = None
    through: tuple[float, float] | None = None
    noise_size: float = 0.0
    single: bool = True
    lowest_everywhere: str = ""
    race_bytes: int = 4_000_000
    _loss_batch: Tensor | None = None

    def set_shapes(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Set the shapes of the parameters, and with them the number of weights and the projector."""
        self.shapes = list(shapes)
        self.dim = sum(map(math.prod, self.shapes))
        self.projector = TwoWeightProjector(self.shapes) if self.dim == 2 else NoPlaneProjector()

    @property
    def network(self) -> "NetworkProblem":
        """The problem, which must be a network. Raises ``WrongKind`` for others."""
        raise WrongKind("This run does not minimize the loss of a network.")

    @property
    def analytic(self) -> "AnalyticProblem":
        """The problem, which must be a cheap function of two weights. Raises ``WrongKind`` for others."""
        raise WrongKind("This run does not minimize a surface or a formula.")

    @property
    def function(self) -> Function | None:
        """The loss as a function of two weights in float64; None if there are more, or if none is known."""
        return None

    @property
    def initial(self) -> Array:
        """The weights at the start, float64 of shape (dim,)."""
        row: Array = flat_weights(self.parameters()).numpy()
        return row

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

    def values(self, points: Tensor, batch: Tensor | None, training: TrainingState | None = None) -> Tensor:
        """Compute ``loss`` without graph at several points.

        Args:
            points: weights, shape (k, dim), in the precision of ``parameters``.
            batch, training: as for ``loss``.

        Returns:
            The losses, shape (k,).
        """
        with torch.no_grad():
            return torch.stack(
                [self.loss(unflatten(point, self.shapes), batch, training) for point in points]
            )

    def curvature(self, x: float, y: float) -> tuple[float, float, float] | None:
        """Estimate the Hessian (f_xx, f_xy, f_yy) at a point; None if ``function`` is None.

        The regimes use it, so it is fast rather than exact to the last digit.
        """
        function = self.function
        return None if function is None else curvature(function, self.domain, x, y)

    @property
    def knows_sharpness(self) -> bool:
        """Whether ``sharpness`` is computed; False if it is not known or costs too much."""
        return False

    def sharpness(self, weights: Tensor) -> float | None:
        """Largest eigenvalue of the Hessian of ``eval_loss``; None if it is not known or not finite.

        Args:
            weights: float64 of shape (dim,).
        """
        del weights
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

    def eval_loss(self, parameters: Sequence[Tensor], batch: Tensor | None = None) -> Tensor:
        """The 0-dim loss that the landscape shows, in the parameters' own precision, with its graph.

        It is on the whole training set without dropout; with ``batch``, sample indices, on these alone.
        """
        return self.loss(parameters, batch)

    def set_plane(self, axes: PlaneBasis, domain: Domain) -> None:
        """Project and draw on this plane from now on."""
        self.axes, self.domain = axes, domain
        self.projector = PlaneProjector(axes, self.shapes)

    def set_loss_batch(self, batch: Tensor | None) -> None:
        """Compute ``loss_grid`` on these samples from now on, by indices; None: on the whole set."""
        self._loss_batch = batch

    def set_running_stats(self, statistics: Sequence[Tensor], far: Sequence[Tensor] | None = None) -> None:
        """Use a copy of these running statistics from now on, in landscapes and where a caller gives none.

        Args:
            statistics: those of the landscape or, with ``far``, those at x = 0.
            far: those at x = 1; between both they are interpolated, as the weights are.
        """
        self.statistics = [tensor.clone() for tensor in statistics]
        self.far_statistics = None if far is None else [tensor.clone() for tensor in far]

    def statistics_at(self, x: float) -> list[Tensor]:
        """The running statistics with which the landscape is drawn at this x."""
        if self.far_statistics is None:
            return list(self.statistics)
        share = min(max(x, 0.0), 1.0)  # a variance that is extrapolated could be negative
        pairs = zip(self.statistics, self.far_statistics, strict=True)
        return [torch.lerp(a, b, share) if a.is_floating_point() else b.clone() for a, b in pairs]

    def loss_grid(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate the loss without noise on a grid: float64 of shape (len(y), len(x)), at (x[j], y[i]).

        Each value depends on its own point alone, so that a landscape can be computed in tiles.
        """
        origin, first, second = self._frame()
        across = origin + torch.from_numpy(np.ascontiguousarray(x))[:, None] * first
        dtype = self.parameters()[0].dtype
        rows = [self.values((across + height * second).to(dtype), self._loss_batch) for height in y.tolist()]
        return torch.stack(rows).double().numpy() if rows else np.empty((0, len(x)))

    def penalty_grid(
        self, x: NDArray[np.float64], y: NDArray[np.float64], penalty: Penalty
    ) -> NDArray[np.float64]:
        """Evaluate a penalty on weights at the points of ``loss_grid``; same shape, in float64."""
        origin, first, second = (part.double() for part in self._frame())
        across = origin + torch.from_numpy(np.ascontiguousarray(x))[:, None] * first
        rows = [_penalty_of(across + height * second, penalty) for height in y.tolist()]
        return torch.stack(rows).numpy() if rows else np.empty((0, len(x)))

    def _frame(self) -> tuple[Tensor, Tensor, Tensor]:
        """Origin and directions, float64 of shape (dim,) each; with two weights, the unit vectors.

        Raises:
            RuntimeError: with more weights, before ``set_plane``.
        """
        if self.dim == 2:
            first, second = torch.eye(2, dtype=torch.float64)
            return torch.zeros(2, dtype=torch.float64), first, second
        if self.axes is None:
            raise RuntimeError("A problem with more than two weights is drawn only after set_plane.")
        first, second = self.axes.directions
        return self.axes.origin, first, second

    def known_minima(self) -> list[tuple[float, float, float]]:
        """Minima from the literature, or from a closed form, as (x, y, loss); empty if none are known."""
        return []


def _penalty_of(weights: Tensor, penalty: Penalty) -> Tensor:
    """The penalty at several points, of shape (points, dim)."""
    squares, magnitudes = weights.square().sum(1), weights.abs().sum(1)
    return 0.5 * penalty.weight_decay * squares + penalty.l1 * magnitudes
