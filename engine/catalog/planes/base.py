"""What a plane is: an origin and two directions in weight space."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, final, get_args, get_origin

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from ...core.registry import Entry

Array = NDArray[np.float64]
Shapes = Sequence[tuple[int, ...]]
Product = Callable[[Array], Array]


@final
@dataclass(frozen=True)
class ProxyGuide:
    """One Adam from the same start: a guide that depends on the problem, not on the racers.

    Attributes:
        steps: how far it goes.
        lr: its learning rate.
        through: a point of its path that is kept, whichever others are; None for none in particular.
    """

    steps: int
    lr: float
    through: int | None = None


@final
@dataclass(frozen=True)
class RacerGuide:
    """The paths of racers, without their edits.

    Attributes:
        indices: whose; None for all.
        until: the point where they end; None for the experiment's end.
        through: a point of theirs that is kept, whichever others are; None for none in particular.
    """

    indices: tuple[int, ...] | None
    until: int | None = None
    through: int | None = None

    def of(self, racers: int) -> list[int]:
        """The indices among so many racers."""
        return list(range(racers)) if self.indices is None else list(self.indices)


Guide = ProxyGuide | RacerGuide
"""Whose paths a plane follows."""


@final
@dataclass(frozen=True)
class PlaneInputs:
    """What is known where a plane is laid.

    Attributes:
        initial: the initial weights, shape (weights,).
        shapes: of the parameters that they are cut into.
        paths: of the guide, each of shape (points, weights) from start to end; empty without a guide.
        generator: for what is drawn at random.
        gradient: weights -> gradient of the loss on the whole set.
        hessian: weights -> (v -> Hessian times v) there.
        steps: of the first path's points.
    """

    initial: Array
    shapes: Shapes
    paths: Sequence[Array]
    generator: Generator
    gradient: Callable[[Array], Array]
    hessian: Callable[[Array], Product]
    steps: Sequence[int] = ()

    def at(self, step: int) -> Array:
        """Where the first path passes at a step that is kept; where it ends, if it ends before."""
        path: Array = self.paths[0]
        return np.asarray(path[max(k for k, at in enumerate(self.steps) if at <= step)])

    @property
    def end(self) -> Array:
        """Where the first path ends; the initial weights where there is none."""
        return self.paths[0][-1] if self.paths else self.initial


@final
class PlaneBasis:
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
        eigenvalues: tuple[float, float] | None = None,
        segment: bool = False,
    ) -> None:
        self.origin = torch.from_numpy(np.array(origin, np.float64))
        self.directions = torch.from_numpy(np.stack([first, second]).astype(np.float64))
        self.span = span
        """Half widths of what is drawn around the origin; None: as wide as the paths."""
        self.explained_variance = explained_variance
        self.eigenvalues = eigenvalues
        """Curvature of the loss along the two directions, where they are eigenvectors at the origin."""
        self.segment = segment
        """Whether the line from (0, 0) to (1, 0) joins two ends, and the loss along it is told of."""
        (a, b), (_, c) = (self.directions @ self.directions.t()).tolist()
        determinant = a * c - b * b
        assert determinant > 1e-12 * a * c > 0, "the two directions of a plane must differ"
        self._inverse = (c / determinant, -b / determinant, a / determinant)
        turn = torch.tensor([[c, -b], [-b, a]], dtype=torch.float64) / determinant
        self._frames = {
            dtype: (self.origin.to(dtype), self.directions.to(dtype), turn.to(dtype))
            for dtype in (torch.float32, torch.float64)
        }

    def parallel_through(self, origin: Tensor) -> "PlaneBasis":
        """The parallel plane through another point, float64 of shape (weights,).

        The directions' share of a path is told of it too; what held at the origin is not.
        """
        first, second = self.directions.numpy()
        return PlaneBasis(
            origin.numpy(), first, second, span=self.span, explained_variance=self.explained_variance
        )

    def shifted_to_contain(self, point: Tensor) -> "PlaneBasis":
        """The parallel plane through a point that keeps every coordinate: the least shift there is."""
        x, y = self.shadow(point - self.origin)
        first, second = self.directions
        return self.parallel_through(point - x * first - y * second)

    def project(self, weights: Tensor) -> tuple[float, float, float]:
        """The nearest point of the plane (x, y) and its distance, for float64 weights of shape (weights,)."""
        offset = weights - self.origin
        x, y = self.shadow(offset)
        residual = offset.sub_(self.directions[0], alpha=x).sub_(self.directions[1], alpha=y)
        return x, y, float(torch.linalg.vector_norm(residual))

    def project_block(self, block: Tensor) -> list[list[float]]:
        """What is seen of a block of weights, gradients and moments, in the block's own precision.

        Sums over thousands of float32 numbers lose about 1e-6 of themselves; where one overflows that
        float64 holds (a gradient's squares beyond 1e38), it is float64 that counts.

        Args:
            block: of shape (points, 3, weights); its weights are overwritten.

        Returns:
            For each point the two coordinates of each of its three vectors, and two lengths: of what leads
            from the plane to the weights, and of the gradient.
        """
        origin, *frame = self._frames[block.dtype]
        offsets = block[:, 0]
        offsets -= origin
        rows: list[list[float]] = _seen(block, *frame).tolist()
        if block.dtype != torch.float64 and not all(math.isfinite(sum(row)) for row in rows):
            exact: list[list[float]] = _seen(block.double(), *self._frames[torch.float64][1:]).tolist()
            rows = [row if math.isfinite(sum(row)) else wide for row, wide in zip(rows, exact, strict=True)]
        return rows

    def explained_variance_of(self, path: Array) -> float | None:
        """The share of a path's variance that lies along the plane, of (points, weights); None at rest."""
        spread = path - path.mean(axis=0)
        total = float(np.square(spread).sum())
        if total == 0:
            return None
        basis, _ = np.linalg.qr(self.directions.numpy().T)
        return float(np.square(spread @ basis).sum()) / total

    def shadow(self, vector: Tensor) -> tuple[float, float]:
        """The coordinates of a direction's projection, for a float64 vector of shape (weights,)."""
        along, across = torch.mv(self.directions, vector).tolist()
        first, mixed, second = self._inverse
        return first * along + mixed * across, mixed * along + second * across


def _seen(block: Tensor, directions: Tensor, turn: Tensor) -> Tensor:
    """Shadows and lengths of offsets, gradients and moments, of shape (points, 3, weights): (points, 8)."""
    along = torch.matmul(block.view(-1, block.shape[-1]), directions.t())
    shadows = torch.matmul(along, turn).view(len(block), 6)
    lifts = torch.addmm(block[:, 0], shadows[:, :2], directions, alpha=-1)
    lengths = [torch.linalg.vector_norm(rows, dim=1, keepdim=True) for rows in (lifts, block[:, 1])]
    return torch.cat([shadows, *lengths], 1)


@final
@dataclass(frozen=True, kw_only=True)
class Plane(Entry):
    """A rule that lays a plane.

    Attributes:
        guide: params -> whose paths must be known; None where none is needed.
        build: (params, inputs) -> axes. Raises ``InvalidSpec`` where the params do not fit the network.
    """

    guide: Callable[[Any], Guide | None]
    build: Callable[[Any, PlaneInputs], PlaneBasis]

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it, with whose paths the plane follows."""
        return super().describe() | {"follows": self._follows()}

    def _follows(self) -> list[dict[str, Any]]:
        """For each value of the choices that matter, whose paths the plane is computed from.

        ``path`` is ``proxy`` (one Adam from the same start), ``racers``, or None.
        """
        choices = {
            name: get_args(field.annotation)
            for name, field in self.params.model_fields.items()
            if get_origin(field.annotation) is Literal
        }
        cases = [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
        paths = [(case, self._path(case)) for case in cases]
        relevant = [
            name
            for name in choices
            if any(
                path != other_path and all(case[key] == other[key] for key in choices if key != name)
                for case, path in paths
                for other, other_path in paths
            )
        ]
        told = {tuple(case[name] for name in relevant): path for case, path in paths}
        return [
            {"params": dict(zip(relevant, values, strict=True)), "path": path}
            for values, path in told.items()
        ]

    def _path(self, case: dict[str, Any]) -> str | None:
        guide = self.guide(self.params(**case))
        return None if guide is None else "proxy" if isinstance(guide, ProxyGuide) else "racers"
