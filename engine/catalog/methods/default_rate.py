"""Default learning rates: rules by which an optimizer's rate follows from what is known about a surface."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import final

import torch
from torch import Tensor

from ...core.domain import Domain

GRID_POINTS = 13
"""Points of the grid on which curvature is estimated, in each direction."""


@final
@dataclass(frozen=True)
class RateContext:
    """Rate context: what is known about a surface when a learning rate is estimated.

    Attributes:
        rules: the rule of each method; a method is an optimizer or one of its presets.
        function: the surface, elementwise on float64 tensors x, y of equal shape.
        domain: ``((x_low, x_high), (y_low, y_high))``.
        minima: known minima (x, y), whose curvature a coarse grid may miss.
        measured: the learning rates that were measured on this surface, by method; may be empty.
    """

    rules: Mapping[str, "RateRule"]
    function: Callable[[Tensor, Tensor], Tensor]
    domain: Domain
    minima: Sequence[tuple[float, float]] = ()
    measured: Mapping[str, float] = field(default_factory=dict)

    def rate(self, method: str) -> float:
        """The learning rate of a method: the measured one, else what its rule estimates."""
        return self.measured[method] if method in self.measured else self.rules[method](self)

    @property
    def diagonal(self) -> float:
        """The length of the domain's diagonal."""
        (left, right), (low, high) = self.domain
        return math.hypot(right - left, high - low)

    @property
    def step_length(self) -> float:
        """A step length that is easy to see: one 150th of the diagonal."""
        return self.diagonal / 150

    @cached_property
    def curvature(self) -> float:
        """Estimated curvature L, where 2 / L is the stability limit of gradient descent; 0 if it is flat.

        It is the largest slope of the gradient between neighbors of a grid (the upper quintile, so that a
        single pole does not count), or the curvature at a known minimum if that is larger.
        """
        (left, right), (low, high) = self.domain
        x, y = torch.meshgrid(
            torch.linspace(left, right, GRID_POINTS, dtype=torch.float64),
            torch.linspace(low, high, GRID_POINTS, dtype=torch.float64),
            indexing="xy",
        )
        x, y = x.requires_grad_(), y.requires_grad_()
        gradients = torch.autograd.grad(self.function(x, y).sum(), (x, y), allow_unused=True)
        field = torch.stack([torch.zeros_like(x) if g is None else g for g in gradients])
        across = field.diff(dim=2).norm(dim=0) / ((right - left) / (GRID_POINTS - 1))
        along = field.diff(dim=1).norm(dim=0) / ((high - low) / (GRID_POINTS - 1))
        slopes = torch.cat([across.flatten(), along.flatten()])
        slopes = slopes[slopes.isfinite()]
        typical = float(slopes.quantile(0.8)) if len(slopes) else 0.0
        return max([typical, *(self._largest_eigenvalue(minimum) for minimum in self.minima)])

    def _largest_eigenvalue(self, place: tuple[float, float]) -> float:
        """The largest eigenvalue of the Hessian."""
        weights = torch.tensor(place, dtype=torch.float64)
        hessian = torch.autograd.functional.hessian(lambda w: self.function(w[0], w[1]), weights)  # type: ignore[no-untyped-call]
        return float(torch.linalg.eigvalsh(hessian)[-1])


RateRule = Callable[[RateContext], float]
"""Estimates an optimizer's learning rate on a surface on which it was not measured."""


def rate_like(method: str, factor: float = 1.0) -> RateRule:
    """The rate of another method, measured or estimated, times ``factor``."""
    return lambda context: factor * context.rate(method)


def constant_rate(rate: float) -> RateRule:
    """The same rate on every surface: for optimizers whose rate has no unit."""
    return lambda _: rate


def step_length_rate(factor: float = 1.0) -> RateRule:
    """``factor`` step lengths: for optimizers whose steps are about the learning rate long."""
    return lambda context: factor * context.step_length


def gradient_descent_rate(context: RateContext) -> float:
    """A quarter of gradient descent's stability limit 2 / L; on a flat surface one step length."""
    return 0.5 / context.curvature if context.curvature > 0.0 else context.step_length


def cautious_rate(context: RateContext) -> float:
    """The smaller of gradient descent's and Adam's: stable whether or not steps scale with the gradient."""
    return min(context.rate("gd"), context.rate("adam"))
