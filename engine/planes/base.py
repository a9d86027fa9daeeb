"""What a plane is: an origin and two directions in weight space."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from ..registry import Entry

Array = NDArray[np.float64]
Shapes = Sequence[tuple[int, ...]]
Origin = Literal["initial", "final"]


@final
@dataclass(frozen=True)
class Scout:
    """One Adam from the same start: a guide that depends on the problem, not on the racers."""

    steps: int
    lr: float


Guide = Scout | Literal["first_racer"]
"""Whose path a plane follows: a scout's, or the first racer's without its edits."""


@final
class Axes:
    """An origin and two directions, float64 of shape (weights,) each: ``origin + x first + y second``.

    The directions need be neither orthogonal nor of unit length; ``project`` is the least-squares
    solution all the same. Directions that are (nearly) parallel are an error of the plane's rule.
    """

    def __init__(
        self,
        origin: Array,
        first: Array,
        second: Array,
        *,
        span: tuple[float, float] | None,
        explained_variance: tuple[float, float] | None = None,
    ) -> None:
        self.origin = torch.from_numpy(np.array(origin, np.float64))
        self.directions = torch.from_numpy(np.stack([first, second]).astype(np.float64))
        self.span = span
        """Half widths of what is drawn around the origin; None: as wide as the path."""
        self.explained_variance = explained_variance
        (a, b), (_, c) = (self.directions @ self.directions.t()).tolist()
        determinant = a * c - b * b
        assert determinant > 1e-12 * a * c > 0, "the two directions of a plane must differ"
        self._inverse = (c / determinant, -b / determinant, a / determinant)

    def through(self, origin: Tensor) -> "Axes":
        """The parallel plane through another point, float64 of shape (weights,)."""
        first, second = self.directions.numpy()
        return Axes(origin.numpy(), first, second, span=self.span, explained_variance=self.explained_variance)

    def project(self, weights: Tensor) -> tuple[float, float, float]:
        """The nearest point of the plane (x, y) and its distance, for float64 weights of shape (weights,)."""
        offset = weights - self.origin
        x, y = self.shadow(offset)
        residual = offset.sub_(self.directions[0], alpha=x).sub_(self.directions[1], alpha=y)
        return x, y, float(torch.linalg.vector_norm(residual))

    def shadow(self, vector: Tensor) -> tuple[float, float]:
        """The coordinates of a direction's projection, for a float64 vector of shape (weights,)."""
        along, across = torch.mv(self.directions, vector).tolist()
        first, mixed, second = self._inverse
        return first * along + mixed * across, mixed * along + second * across


@final
@dataclass(frozen=True, kw_only=True)
class Plane(Entry):
    """A rule that lays a plane.

    Attributes:
        guide: params -> whose path must be known; None where no path is needed.
        lay: (params, initial weights, shapes of the parameters, path, generator) -> axes. ``path`` has shape
            (points, weights), from the start to the end, or is None where it is not needed.
    """

    guide: Callable[[Any], Guide | None]
    lay: Callable[[Any, Array, Shapes, Array | None, Generator], Axes]
