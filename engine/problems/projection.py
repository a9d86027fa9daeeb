"""Projections: a racer's weights, gradient and momentum in the two coordinates of the picture."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple, final

import torch
from torch import Tensor

from ..catalog.planes import PlaneBasis
from .grid_loss import unflatten

LARGE_BLOCK, SMALL_BLOCK = 16, 8
"""Points that are projected together: one call costs more than the numbers that it moves."""

LARGE_BLOCK_MAX_WEIGHTS = 16_000
"""Beyond this many weights, a large block of their numbers would no longer fit into the processor's cache."""


def flat_weights(parameters: Sequence[Tensor]) -> Tensor:
    """All weights in one row, float64 of shape (dim,), without graph; a copy."""
    return torch.cat([parameter.detach().reshape(-1) for parameter in parameters]).double()


class RacerTensors(NamedTuple):
    """State of a racer at one point, one tensor per parameter.

    Attributes:
        weights: parameters.
        gradients: None stands for zero.
        moments: first moments of the optimizer, None stands for zero; empty if the optimizer has none.
    """

    weights: Sequence[Tensor]
    gradients: list[Tensor | None]
    moments: Sequence[Tensor | None]


class Projection(NamedTuple):
    """State of a racer at one point, in the picture's coordinates.

    Attributes:
        x, y: weights.
        off_plane: distance of the weights from the plane; 0 if there are two weights.
        grad_norm: Euclidean norm of the whole gradient.
        gradient_x, gradient_y: gradient.
        momentum_x, momentum_y: first moments of the optimizer.
    """

    x: float
    y: float
    off_plane: float
    grad_norm: float
    gradient_x: float
    gradient_y: float
    momentum_x: float
    momentum_y: float


class Sizes(NamedTuple):
    """Sizes of a point with all its weights.

    Attributes:
        magnitudes: sum of the weights' magnitudes.
        squares: sum of their squares.
        gradient: norm of the gradient to which weight decay is added.
    """

    magnitudes: float
    squares: float
    gradient: float


KeptWeights = Callable[[int], Tensor]
"""Slot -> weights of the point stored there: float64 of shape (dim,), rounded to single precision."""


class Projector(ABC):
    """Projector: maps weight space to the picture.

    With a block size of 1 each point is projected by ``project_point``. With a larger one, ``buffer`` up to
    a block of one racer's points, then ``flush`` them before the next racer's.

    Attributes:
        block_size: number of points that are projected together. The point of step k has slot
            ``k % block_size``.
        knows_places: whether coordinates tell one place from another.
    """

    block_size: int = 1
    knows_places: bool = True

    @abstractmethod
    def project(self, weights: Sequence[Tensor]) -> tuple[float, float, float]:
        """Project weights, one tensor per parameter: x, y and the distance from the plane."""

    def linear_map(self) -> tuple[Tensor, Tensor] | None:
        """Origin of shape (dim,) and map of shape (2, dim): coordinates are ``map @ (weights - origin)``.

        None before the plane is known.
        """
        return None

    def project_point(self, tensors: RacerTensors) -> Projection:
        """Project one point."""
        raise NotImplementedError("This projector takes its points in blocks.")

    def buffer(self, slot: int, tensors: RacerTensors) -> None:
        """Store a point until the next ``flush``."""
        raise NotImplementedError("This projector takes one point at a time.")

    def flush(self, slot: int, points: int) -> list[Projection]:
        """Project ``points`` stored points, from ``slot`` on. A result depends on its own point alone."""
        raise NotImplementedError("This projector takes one point at a time.")

    def kept_weights(self) -> KeptWeights | None:
        """A copy of the weights that ``flush`` has projected last; None where none are stored."""
        return None

    def sizes(self, slot: int, points: int, decay: float) -> list[Sizes]:
        """Sizes of stored points, from ``slot`` on, before ``flush`` projects them.

        Args:
            slot, points: as in ``flush``.
            decay: factor of the weights that is added to the gradient.
        """
        raise NotImplementedError("This projector takes one point at a time.")


@final
class TwoWeightProjector(Projector):
    """Two weights: they are the coordinates themselves.

    Args:
        shapes: shapes of the parameters, which hold two numbers in all.
    """

    def __init__(self, shapes: Sequence[tuple[int, ...]]) -> None:
        self._sizes = [math.prod(shape) for shape in shapes]

    def project(self, weights: Sequence[Tensor]) -> tuple[float, float, float]:
        x, y = self._numbers(weights)
        return x, y, 0.0

    def linear_map(self) -> tuple[Tensor, Tensor]:
        return torch.zeros(2, dtype=torch.float64), torch.eye(2, dtype=torch.float64)

    def project_point(self, tensors: RacerTensors) -> Projection:
        x, y = self._numbers(tensors.weights)
        gradient_x, gradient_y = self._numbers(tensors.gradients)
        momentum_x, momentum_y = self._numbers(tensors.moments) if tensors.moments else (0.0, 0.0)
        norm = math.hypot(gradient_x, gradient_y)
        return Projection(x, y, 0.0, norm, gradient_x, gradient_y, momentum_x, momentum_y)

    def _numbers(self, tensors: Sequence[Tensor | None]) -> list[float]:
        if len(tensors) == 1:
            only = tensors[0]
            one: list[float] = [0.0, 0.0] if only is None else only.tolist()
            return one
        numbers: list[float] = []
        for tensor, size in zip(tensors, self._sizes, strict=True):
            numbers += [0.0] * size if tensor is None else tensor.flatten().tolist()
        return numbers


@final
class NoPlaneProjector(Projector):
    """Many weights before their plane is known: all coordinates are 0, the gradient's norm is measured."""

    knows_places = False

    def project(self, weights: Sequence[Tensor]) -> tuple[float, float, float]:
        del weights
        return 0.0, 0.0, 0.0

    def project_point(self, tensors: RacerTensors) -> Projection:
        parts = [tensor.reshape(-1) for tensor in tensors.gradients if tensor is not None]
        norm = float(torch.linalg.vector_norm(torch.cat(parts).double())) if parts else 0.0
        return Projection(0.0, 0.0, 0.0, norm, 0.0, 0.0, 0.0, 0.0)


@final
class PlaneProjector(Projector):
    """Many weights on a plane: least-squares coordinates of a block of points at once.

    Args:
        basis: the plane.
        shapes: shapes of the parameters, in order.
    """

    def __init__(self, basis: PlaneBasis, shapes: Sequence[tuple[int, ...]]) -> None:
        self._basis = basis
        self._shapes = shapes
        self._dim = sum(map(math.prod, shapes))
        self.block_size = LARGE_BLOCK if self._dim <= LARGE_BLOCK_MAX_WEIGHTS else SMALL_BLOCK

    def project(self, weights: Sequence[Tensor]) -> tuple[float, float, float]:
        return self._basis.project(flat_weights(weights))

    def linear_map(self) -> tuple[Tensor, Tensor]:
        return self._basis.origin, self._basis.coordinates

    def buffer(self, slot: int, tensors: RacerTensors) -> None:
        sources = (*tensors.weights, *tensors.gradients, *tensors.moments)
        known = [tensor for tensor in sources if tensor is not None]
        views = self._views[slot]
        if len(known) < len(views):
            self._block[slot].zero_()
            views = [view for view, tensor in zip(views, sources, strict=False) if tensor is not None]
        with torch.no_grad():
            torch._foreach_copy_(views, known)

    def flush(self, slot: int, points: int) -> list[Projection]:
        # Always the whole block: a row's bits must not depend on how many points are flushed with it.
        rows = self._basis.project_block(self._block)[slot : slot + points]
        return [
            Projection(x, y, off_plane, norm, gradient_x, gradient_y, momentum_x, momentum_y)
            for x, y, gradient_x, gradient_y, momentum_x, momentum_y, off_plane, norm in rows
        ]

    def kept_weights(self) -> KeptWeights:
        offsets, origin = self._block[:, 0].clone(), self._basis.origin
        return lambda slot: offsets[slot].double() + origin

    def sizes(self, slot: int, points: int, decay: float) -> list[Sizes]:
        block = self._block.double()
        weights, gradients = block[:, 0], block[:, 1] + decay * block[:, 0]
        rows = torch.stack([weights.abs().sum(1), weights.square().sum(1), gradients.norm(dim=1)], dim=1)
        return [Sizes(*row) for row in rows[slot : slot + points].tolist()]

    @cached_property
    def _block(self) -> Tensor:
        """Weights, gradient and first moments of each slot, float32 of shape (block_size, 3, dim)."""
        return torch.zeros(self.block_size, 3, self._dim)

    @cached_property
    def _views(self) -> list[list[Tensor]]:
        """For each slot, views of its numbers in the parameters' shapes: weights, gradients, moments."""
        return [[view for row in slot for view in unflatten(row, self._shapes)] for slot in self._block]
