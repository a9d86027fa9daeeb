"""Grid loss: the loss of any network on a grid over a plane, one point after another."""

import math
from collections.abc import Callable, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor

from ..catalog.losses import Loss
from ..core.types import Array


def unflatten(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    """Split a flat tensor of shape (weights,) into views, one per parameter."""
    parts = torch.split(flat, [math.prod(shape) for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]


@final
class PlaneWeights:
    """Plane weights: a network's parameters at any point of a plane, origin + x first + y second.

    Args:
        origin, first, second: flat tensors of shape (weights,), in the dtype of the computation.
        shapes: shapes of the parameters, in order.
    """

    def __init__(
        self, origin: Tensor, first: Tensor, second: Tensor, shapes: Sequence[tuple[int, ...]]
    ) -> None:
        self.flat = origin, first, second
        self.shapes = shapes

    def split(self, flat: Tensor) -> list[Tensor]:
        """Split a flat tensor into one view per parameter."""
        return unflatten(flat, self.shapes)

    def at(self, x: float, y: float) -> list[Tensor]:
        """The parameters at a point, computed from its coordinates directly, so that no error accumulates."""
        origin, first, second = self.flat
        return self.split(torch.add(origin, first, alpha=x).add_(second, alpha=y))


@torch.no_grad()
def module_loss_grid(
    forward: Callable[[Sequence[Tensor], float], Tensor],
    plane: PlaneWeights,
    loss: Loss,
    targets: Tensor,
    x: Array,
    y: Array,
) -> Array:
    """Evaluate the loss at every point (x[j], y[i]): float64 of shape (len(y), len(x)).

    Args:
        forward: maps parameters, and the x at which they lie, to outputs of shape (samples, outputs).
        plane: the parameters over the plane.
        loss: the objective.
        targets: targets as encoded for that objective.
        x, y: coordinates of the grid.
    """
    losses = np.empty((len(y), len(x)))
    for j, a in enumerate(x.tolist()):
        for i, b in enumerate(y.tolist()):
            outputs = forward(plane.at(a, b), a).t().contiguous()
            losses[i, j] = loss.across(outputs[None], targets).item()
    return losses
