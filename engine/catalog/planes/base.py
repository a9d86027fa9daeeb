"""Plane of a landscape: an origin and two directions in weight space, and the rule that chooses them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, final, get_args, get_origin

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from ...core.registry import Entry
from ...core.types import Array, Product

Shapes = Sequence[tuple[int, ...]]


@final
@dataclass(frozen=True)
class ProxyGuide:
    """Guide path of one Adam run from the same start: it depends on the problem, not on the racers.

    Attributes:
        steps: number of steps.
        lr: learning rate.
        through: a step whose weights the recorded path must contain; None if any points will do.
    """

    steps: int
    lr: float
    through: int | None = None


@final
@dataclass(frozen=True)
class RacerGuide:
    """Guide paths of racers, with their edits, up to their first question.

    Attributes:
        indices: indices of the racers; None for all.
        until: last step; None for the end of the experiment.
        through: a step whose weights the recorded paths must contain; None if any points will do.
    """

    indices: tuple[int, ...] | None
    until: int | None = None
    through: int | None = None

    def of(self, racers: int) -> list[int]:
        """Indices of the racers that are followed, in an experiment with this number of racers."""
        return list(range(racers)) if self.indices is None else list(self.indices)


Guide = ProxyGuide | RacerGuide
"""Whose paths a plane is fitted to."""


@final
@dataclass(frozen=True)
class PlaneInputs:
    """Inputs of a plane's rule.

    Attributes:
        initial: the initial weights, shape (weights,).
        shapes: shapes of the parameters, in the order in which ``initial`` holds them.
        paths: guide paths, each of shape (points, weights) from start to end; empty without a guide.
        generator: NumPy generator for random directions.
        gradient: weights -> gradient of the loss on the whole training set, shape (weights,).
        hessian: weights -> (v -> Hessian-vector product at these weights).
        steps: steps of the points of the first path.
    """

    initial: Array
    shapes: Shapes
    paths: Sequence[Array]
    generator: Generator
    gradient: Callable[[Array], Array]
    hessian: Callable[[Array], Product]
    steps: Sequence[int] = ()

    def at(self, step: int) -> Array:
        """Weights of the first path at a recorded step; its last weights if it ended before that step."""
        path: Array = self.paths[0]
        return np.asarray(path[max(k for k, at in enumerate(self.steps) if at <= step)])

    @property
    def end(self) -> Array:
        """Last weights of the first path; the initial weights if there is no path."""
        return self.paths[0][-1] if self.paths else self.initial


@final
class PlaneBasis:
    """Coordinates of a plane: (x, y) is the point ``origin + x first + y second`` of weight space.

    The directions need not be orthogonal or of unit length: ``project`` solves the least-squares problem.
    A rule must not return directions that are parallel, or nearly so.

    Attributes:
        origin: float64 of shape (weights,).
        directions: float64 of shape (2, weights).
        span: half widths of the drawn domain around the origin; None fits the domain to the paths.
        explained_variance: share of the variance of the guide paths along each direction, or None.
        eigenvalues: curvature of the loss along each direction, if the directions are eigenvectors of the
            Hessian at the origin; else None.
        segment: whether the line from (0, 0) to (1, 0) joins two sets of weights, so that the loss along
            it is reported.
        coordinates: the linear map of ``project``, float64 of shape (2, weights).
    """

    def __init__(
        self,
        origin: Array,
        first: Array,
        second: Array,
        *,
        span: tuple[float, float] | None,
        explained_variance: tuple[float, float] | None = None,
        eigenvalues: tuple[float, float] | None = None,
        segment: bool = False,
    ) -> None:
        self.origin = torch.from_numpy(np.array(origin, np.float64))
        self.directions = torch.from_numpy(np.stack([first, second]).astype(np.float64))
        self.span = span
        self.explained_variance = explained_variance
        self.eigenvalues = eigenvalues
        self.segment = segment
        (a, b), (_, c) = (self.directions @ self.directions.t()).tolist()
        determinant = a * c - b * b
        assert determinant > 1e-12 * a * c > 0, "the two directions of a plane must differ"
        self._inverse = (c / determinant, -b / determinant, a / determinant)
        inverse = torch.tensor([[c, -b], [-b, a]], dtype=torch.float64) / determinant
        self.coordinates = inverse @ self.directions
        self._by_dtype = {
            dtype: (self.origin.to(dtype), self.directions.to(dtype), inverse.to(dtype))
            for dtype in (torch.float32, torch.float64)
        }

    def parallel_through(self, origin: Tensor) -> "PlaneBasis":
        """The parallel plane with another origin, float64 of shape (weights,).

        It keeps ``explained_variance``, but not ``eigenvalues`` and ``segment``, which hold at the old
        origin alone.
        """
        first, second = self.directions.numpy()
        return PlaneBasis(
            origin.numpy(), first, second, span=self.span, explained_variance=self.explained_variance
        )

    def shifted_to_contain(self, point: Tensor) -> "PlaneBasis":
        """The parallel plane through this point with the smallest shift: all coordinates stay the same."""
        x, y = self.project_direction(point - self.origin)
        first, second = self.directions
        return self.parallel_through(point - x * first - y * second)

    def project(self, weights: Tensor) -> tuple[float, float, float]:
        """Coordinates x and y of the projection of float64 weights, shape (weights,), and their distance."""
        offset = weights - self.origin
        x, y = self.project_direction(offset)
        residual = offset.sub_(self.directions[0], alpha=x).sub_(self.directions[1], alpha=y)
        return x, y, float(torch.linalg.vector_norm(residual))

    def project_block(self, block: Tensor) -> list[list[float]]:
        """Project a block of weights, gradients and momenta, in the precision of the block.

        In float32 the relative error is about 1e-6. A row that overflows float32 (squares of a gradient
        beyond 1e38) is computed again in float64.

        Args:
            block: shape (points, 3, weights): weights, gradient and momentum of each point. The weights
                are overwritten.

        Returns:
            Eight numbers for each point: x and y of each of the three vectors, the distance of the weights
            from the plane, and the length of the gradient.
        """
        origin, *frame = self._by_dtype[block.dtype]
        offsets = block[:, 0]
        offsets -= origin
        rows: list[list[float]] = _projected(block, *frame).tolist()
        if block.dtype != torch.float64 and not math.isfinite(sum(map(sum, rows))):
            exact: list[list[float]] = _projected(block.double(), *self._by_dtype[torch.float64][1:]).tolist()
            rows = [row if math.isfinite(sum(row)) else wide for row, wide in zip(rows, exact, strict=True)]
        return rows

    def explained_variance_of(self, path: Array) -> float | None:
        """Share of a path's variance that lies in the plane, for a path of shape (points, weights).

        None if all its points are equal.
        """
        spread = path - path.mean(axis=0)
        total = float(np.square(spread).sum())
        if total == 0:
            return None
        basis, _ = np.linalg.qr(self.directions.numpy().T)
        return float(np.square(spread @ basis).sum()) / total

    def project_direction(self, vector: Tensor) -> tuple[float, float]:
        """Coordinates of the projection of a direction, a float64 vector of shape (weights,)."""
        along, across = torch.mv(self.directions, vector).tolist()
        first, mixed, second = self._inverse
        return first * along + mixed * across, mixed * along + second * across


def _projected(block: Tensor, directions: Tensor, inverse: Tensor) -> Tensor:
    """Coordinates and lengths for a block of offsets, gradients and momenta.

    Args:
        block: shape (points, 3, weights).
        directions: shape (2, weights).
        inverse: inverse of the directions' Gram matrix, shape (2, 2).

    Returns:
        Shape (points, 8), as ``PlaneBasis.project_block`` describes it.
    """
    products = torch.matmul(block.view(-1, block.shape[-1]), directions.t())
    coordinates = torch.matmul(products, inverse).view(len(block), 6)
    residuals = torch.addmm(block[:, 0], coordinates[:, :2], directions, alpha=-1)
    lengths = [torch.linalg.vector_norm(rows, dim=1, keepdim=True) for rows in (residuals, block[:, 1])]
    return torch.cat([coordinates, *lengths], 1)


@final
@dataclass(frozen=True, kw_only=True)
class Plane(Entry):
    """Catalog entry: a rule that chooses a plane.

    Attributes:
        guide: params -> the paths that the rule needs; None if it needs none.
        build: (params, inputs) -> the plane; raises ``InvalidSpec`` if the params do not fit the network.
    """

    guide: Callable[[Any], Guide | None]
    build: Callable[[Any, PlaneInputs], PlaneBasis]

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it, with whose paths the plane follows."""
        return super().describe() | {"follows": self._follows()}

    def _follows(self) -> list[dict[str, Any]]:
        """Paths from which the plane is computed, for each value of those parameters that change them.

        ``path`` is ``proxy`` (one Adam from the same start), ``racers``, or None.
        """
        choices = {
            name: get_args(field.annotation)
            for name, field in self.params.model_fields.items()
            if get_origin(field.annotation) is Literal
        }
        cases = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
        paths = [(case, self._path(case)) for case in cases]
        relevant = [name for name in choices if _matters(name, paths)]
        path_by_values = {tuple(case[name] for name in relevant): path for case, path in paths}
        return [
            {"params": dict(zip(relevant, values, strict=True)), "path": path}
            for values, path in path_by_values.items()
        ]

    def _path(self, case: dict[str, Any]) -> str | None:
        guide = self.guide(self.params(**case))
        return None if guide is None else "proxy" if isinstance(guide, ProxyGuide) else "racers"


def _matters(name: str, paths: Sequence[tuple[dict[str, Any], str | None]]) -> bool:
    """Whether two cases that differ in this parameter alone have different paths."""
    return any(
        path != other_path and case | {name: None} == other | {name: None}
        for (case, path), (other, other_path) in product(paths, repeat=2)
    )
