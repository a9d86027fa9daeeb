"""Surroundings: what the loss does about a place of two weights, as far as verdicts ask."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, final

import numpy as np
import torch

from ...core.domain import Domain, diagonal_of
from ...core.types import Array, Function
from ...problems.problem import Problem

GRID = 17
"""Places on each side of the grid that gives the typical height of a landscape."""

DIRECTIONS = 32
"""Directions in which a circle about a place is sampled."""

LEVEL = 1e-6
"""A circle is level if its losses differ from the place's by less than this share of the typical height."""

DEGENERATE = 1e-7, 1e-6
"""A curvature counts as zero below these shares: of the larger one, and of typical height / diagonal^2."""


class Curvature(NamedTuple):
    """Curvature: the Hessian's eigenvalues at a place, and the gradient along their directions.

    Attributes:
        low, high: the smaller and the larger eigenvalue.
        zero: size below which an eigenvalue counts as zero.
        along_low, along_high: gradient along the eigenvectors, without sign.
        along_gradient: curvature along the gradient; NaN where there is none.
    """

    low: float
    high: float
    zero: float
    along_low: float
    along_high: float
    along_gradient: float

    @property
    def newton_step(self) -> float:
        """Length of the way to the stationary point of the local quadratic, level directions left out."""
        return math.hypot(*self._ways)

    @property
    def level_slope(self) -> float:
        """Gradient along directions whose curvature counts as zero."""
        pairs = (self.low, self.along_low), (self.high, self.along_high)
        return math.hypot(*(slope for value, slope in pairs if abs(value) <= self.zero))

    @property
    def is_minimum(self) -> bool:
        """Whether the loss curves upward in all directions."""
        return self.low > self.zero

    @property
    def _ways(self) -> list[float]:
        pairs = (self.low, self.along_low), (self.high, self.along_high)
        return [slope / abs(value) for value, slope in pairs if abs(value) > self.zero]


class Circle(NamedTuple):
    """Circle: losses about a place, in evenly spaced directions.

    Attributes:
        radius: distance of the places.
        higher, lower, level: number of directions in which the loss is higher, lower or equal.
        undefined: number of directions in which it has no finite value.
        lowest: lowest loss on it; NaN if none is finite.
        slope: median norm of the gradient on it.
    """

    radius: float
    higher: int
    lower: int
    level: int
    undefined: int
    lowest: float
    slope: float


@final
class Surroundings:
    """Surroundings: samples a landscape of two weights.

    Attributes:
        minima: known minima, as (x, y, loss); ``floor``: the lowest of their losses, None without any.
        everywhere: why no place of the whole plane lies lower; empty if nobody knows.
        diagonal: length of the domain's diagonal.
    """

    def __init__(self, problem: Problem, function: Function) -> None:
        self._problem = problem
        self._function = function
        self.minima = problem.known_minima()
        self.floor = min((value for *_, value in self.minima), default=None)
        self.everywhere = problem.lowest_everywhere
        self.diagonal = diagonal_of(problem.domain)
        self._at: tuple[float, float] | None = None
        self._hessian: tuple[float, float, float] | None = None

    @cached_property
    def _heights(self) -> Array:
        """Finite losses on a coarse grid of the domain, sorted; a single 0 if none is finite."""
        grid = _grid(self._problem.domain)
        with torch.no_grad():
            losses = self._function(*grid).double().numpy()
        finite = np.sort(losses[np.isfinite(losses)])
        return finite if len(finite) else np.zeros(1)

    @property
    def lowest(self) -> float:
        """The lowest loss that is known of the domain: of its minima, or on a coarse grid."""
        lowest = float(self._heights[0])
        return lowest if self.floor is None else min(lowest, self.floor)

    @property
    def height(self) -> float:
        """Typical height: of the middle loss in the domain above the lowest."""
        return float(self._heights[len(self._heights) // 2]) - self.lowest

    def curvature(self, x: float, y: float, gradient: Sequence[float], decay: float) -> Curvature | None:
        """The curvature at a place; None if it is not finite there.

        Args:
            x, y: the place.
            gradient: the gradient there, of what is descended.
            decay: coupled weight decay, which adds to all curvatures.
        """
        if self._at != (x, y):
            self._hessian, self._at = self._problem.curvature(x, y), (x, y)
        hessian = self._hessian
        if hessian is None or not math.isfinite(sum(hessian)):
            return None
        a, b, c = hessian[0] + decay, hessian[1], hessian[2] + decay
        middle, spread = (a + c) / 2, math.hypot((a - c) / 2, b)
        low, high = middle - spread, middle + spread
        angle = 0.5 * math.atan2(2 * b, a - c)  # of the direction of the larger eigenvalue
        cosine, sine = math.cos(angle), math.sin(angle)
        gx, gy = gradient
        along_high, along_low = abs(gx * cosine + gy * sine), abs(gy * cosine - gx * sine)
        size = math.hypot(gx, gy)
        shares = (along_low / size, along_high / size) if size else (math.nan, math.nan)
        bend = shares[0] * shares[0] * low + shares[1] * shares[1] * high
        relative, absolute = DEGENERATE
        zero = max(relative * max(abs(low), abs(high)), absolute * self.height / self.diagonal**2)
        return Curvature(low, high, zero, along_low, along_high, bend)

    def circle(self, x: float, y: float, radius: float, loss: float) -> Circle:
        """Sample the losses at a distance from a place whose loss is ``loss``."""
        angles = torch.arange(DIRECTIONS, dtype=torch.float64) * (2 * math.pi / DIRECTIONS) + 0.1
        across = (x + radius * angles.cos()).requires_grad_()
        along = (y + radius * angles.sin()).requires_grad_()
        losses = self._function(across, along)
        slopes = torch.autograd.grad(losses.sum(), (across, along), allow_unused=True)
        norms = torch.hypot(*(torch.zeros_like(across) if slope is None else slope for slope in slopes))
        values = losses.detach().double().numpy()
        finite = values[np.isfinite(values)]
        margin = LEVEL * self.height + 1e-12 * abs(loss)
        higher, lower = int((finite > loss + margin).sum()), int((finite < loss - margin).sum())
        lowest = float(finite.min()) if len(finite) else math.nan
        level = len(finite) - higher - lower
        undefined = DIRECTIONS - len(finite)
        return Circle(radius, higher, lower, level, undefined, lowest, float(norms.median()))

    def known_minimum_near(self, x: float, y: float, distance: float) -> bool:
        """Whether one of the known minima lies within a distance."""
        return any(math.dist((x, y), place[:2]) <= distance for place in self.minima)


def _grid(domain: Domain) -> tuple[Any, Any]:
    sides = (torch.linspace(low, high, GRID, dtype=torch.float64) for low, high in domain)
    first, second = torch.meshgrid(*sides, indexing="ij")
    return first.reshape(-1), second.reshape(-1)
