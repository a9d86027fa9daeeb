"""Batched racers: many runs of one racer stepped together, as columns of one tensor."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.types import Function
from .bit_exact import ScalarKernels, needs_scalar_kernels
from .hyperparameter_schedule import HyperparameterSchedule
from .rules import Rule

Noise = Callable[[int], Tensor | None]

OVERFLOW = 1e150
"""Gradients below it have a finite norm, so that the norm need not be computed."""


@final
@dataclass(frozen=True)
class Window:
    """Consecutive points of the runs' trajectories.

    Attributes:
        rows: int64 of shape (runs,): the runs' indices in the batch as it was created.
        first: index of the first point.
        places: float64 of shape (points, 2, runs).
        losses: float64 of shape (points, runs).
        finite: number of points before the first non-finite one, int64 of shape (runs,).
        stationary: which runs will never move again, of shape (runs,).
    """

    rows: NDArray[np.int64]
    first: int
    places: NDArray[np.float64]
    losses: NDArray[np.float64]
    finite: NDArray[np.int64]
    stationary: NDArray[np.bool_]


@final
class BatchedRacers:
    """Runs on one function with one optimizer, each with its own start and parameters.

    Each run has the same bits as a single run with the real ``torch.optim`` class: every operation is
    elementwise, and kernels that round differently on many numbers are made to compute each number alone.

    Args:
        function: of x and y, elementwise on float64.
        rule: the optimizer's update rule, without any state yet.
        schedule: the parameters at each step.
        starts: float64 of shape (runs, 2).
        noise: step -> noise that is added to the gradient of that step: of shape (2,) for all runs, or
            (2, runs) with the runs in their original order; or None.
    """

    def __init__(
        self,
        function: Function,
        rule: Rule,
        schedule: HyperparameterSchedule,
        starts: NDArray[np.float64],
        noise: Noise | None = None,
    ) -> None:
        self.function = function
        self.rule = rule
        self.schedule = schedule
        self.noise = noise
        self.scalar_kernels = needs_scalar_kernels(function)
        self.rows = np.arange(len(starts), dtype=np.int64)
        self.point = 0
        self.place = torch.from_numpy(np.ascontiguousarray(starts.T)).clone().requires_grad_()

    def __len__(self) -> int:
        return len(self.rows)

    def advance(self, points: int) -> Window:
        """Measure the next ``points`` points, at least one, and take the step from each."""
        first = self.point
        places: list[Tensor] = []
        losses: list[Tensor] = []
        gradients: list[Tensor] = []
        before: list[Tensor] = []
        for index in range(points):
            loss, gradient = self._measure()
            places.append(self.place.detach().clone())
            losses.append(loss)
            gradients.append(gradient)
            if index == points - 1:
                before = [value.clone() for value in self.rule.state.values() if isinstance(value, Tensor)]
            self._step(gradient)
        stationary = self._stationary(places[-1], before)
        place, loss = torch.stack(places), torch.stack(losses)
        finite = _finite(place, loss, torch.stack(gradients))
        return Window(self.rows, first, place.numpy(), loss.numpy(), finite, stationary)

    def select(self, mask: NDArray[np.bool_]) -> None:
        """Drop all runs but those of the mask, of shape (runs,)."""
        index = torch.from_numpy(np.flatnonzero(mask))
        self.rows = self.rows[mask]
        self.place = self.place.detach()[:, index].requires_grad_()
        self.rule.select(index)
        self.schedule = self.schedule.select(index)

    def _measure(self) -> tuple[Tensor, Tensor]:
        with ScalarKernels() if self.scalar_kernels else nullcontext():
            x, y = self.place.unbind()
            loss = self.function(x, y).expand(x.shape)
            (gradient,) = torch.autograd.grad(loss, self.place, torch.ones_like(loss))
        # A function such as f(x, y) = x returns a view of the place, which the step would overwrite.
        return loss.detach().clone(), gradient

    @torch.no_grad()
    def _step(self, gradient: Tensor) -> None:
        extra = self.noise(self.point) if self.noise else None
        if extra is not None:
            own = extra[:, None] if extra.ndim == 1 else extra[:, torch.from_numpy(self.rows)]
            gradient = gradient + own
        self.rule.step(self.place, gradient, self.schedule.at(self.point), self.point + 1)
        self.point += 1

    def _stationary(self, last: Tensor, before: list[Tensor]) -> NDArray[np.bool_]:
        """Runs that the last step did not change, if every later step is the same function of the state."""
        params = self.schedule.at(self.point)
        now = [value for value in self.rule.state.values() if isinstance(value, Tensor)]
        if (
            self.noise
            or not (self.schedule.constant and self.rule.is_autonomous(params))
            or len(now) != len(before)
        ):
            return np.zeros(len(self), bool)
        same = (self.place.detach() == last).all(0)
        for old, new in zip(before, now, strict=True):
            same &= (old == new).reshape(-1, len(self)).all(0)
        return same.numpy()


def _finite(places: Tensor, losses: Tensor, gradients: Tensor) -> NDArray[np.int64]:
    """Number of leading points of each run where place, loss and gradient norm are finite: (runs,)."""
    points, runs = losses.shape
    fine = places.sum().isfinite() & losses.sum().isfinite() & (gradients.abs().max() < OVERFLOW)
    if bool(fine):
        return np.full(runs, points, np.int64)
    good = losses.isfinite() & places.isfinite().all(1) & torch.hypot(*gradients.unbind(1)).isfinite()
    return good.long().cumprod(0).sum(0).numpy()
