"""Many balls stepped together: columns of one tensor."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .bit_exact import ScalarKernels, needs_scalar_kernels
from .hyperparameter_schedule import HyperparameterSchedule
from .rules import Rule

Function = Callable[[Tensor, Tensor], Tensor]
Noise = Callable[[int], Tensor | None]

OVERFLOW = 1e150
"""Below it, no gradient's norm overflows."""


@final
@dataclass(frozen=True)
class Window:
    """A stretch of the balls' paths.

    Attributes:
        rows: which balls, as int64 of shape (balls,): their indices in the fleet as it set out.
        first: index of the first point.
        places: float64 of shape (points, 2, balls).
        losses: float64 of shape (points, balls).
        finite: number of points, for each ball, before the first that is not finite.
        resting: balls that will never move again.
    """

    rows: NDArray[np.int64]
    first: int
    places: NDArray[np.float64]
    losses: NDArray[np.float64]
    finite: NDArray[np.int64]
    stationary: NDArray[np.bool_]


@final
class BatchedRacers:
    """Balls on one function, under one kind of optimizer, each with a start and settings of its own.

    A ball's numbers are bit for bit those of a single ball under the real optimizer: every operation is
    elementwise, and kernels that round differently on many numbers are taken one by one.

    Args:
        function: of x and y, elementwise on float64.
        rule: how a step is made; a fresh one.
        timetable: the settings in force at each step.
        starts: float64 of shape (balls, 2).
        noise: what is added to the gradient of the step that leaves a point: shape (2,), or (2, balls) as
            they set out; or None.
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
        """Measure the next ``points`` points, taking the step that leaves each."""
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
        """Go on with these balls only."""
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
        # a function such as x itself gives a view of the place, which the step then overwrites
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
        """Balls that the last step left as they were, if every later step is the same function."""
        settings = self.schedule.at(self.point)
        now = [value for value in self.rule.state.values() if isinstance(value, Tensor)]
        if (
            self.noise
            or not (self.schedule.constant and self.rule.is_autonomous(settings))
            or len(now) != len(before)
        ):
            return np.zeros(len(self), bool)
        same = (self.place.detach() == last).all(0)
        for old, new in zip(before, now, strict=True):
            same &= (old == new).reshape(-1, len(self)).all(0)
        return same.numpy()


def _finite(places: Tensor, losses: Tensor, gradients: Tensor) -> NDArray[np.int64]:
    """How many leading points of each ball have finite place, loss and length of the gradient."""
    points, balls = losses.shape
    fine = places.sum().isfinite() & losses.sum().isfinite() & (gradients.abs().max() < OVERFLOW)
    if bool(fine):
        return np.full(balls, points, np.int64)
    good = losses.isfinite() & places.isfinite().all(1) & torch.hypot(*gradients.unbind(1)).isfinite()
    return good.long().cumprod(0).sum(0).numpy()
