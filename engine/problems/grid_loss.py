"""The loss of a network at many places of a plane, one after another."""

import math
from collections.abc import Callable, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor

from ..catalog.losses import Loss
from ..core.types import Array


def unflatten(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    """One parameter after another, as views of a flat tensor of shape (weights,)."""
    parts = torch.split(flat, [math.prod(shape) for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]


@final
class PlaneWeights:
    """Tensors that vary linearly over a plane: ``at(x, y)`` is origin + x first + y second.

    Args:
        origin, first, second: flat, of shape (weights,), in the dtype to compute in.
        shapes: of the parameters, in order.
    """

    def __init__(
        self, origin: Tensor, first: Tensor, second: Tensor, shapes: Sequence[tuple[int, ...]]
    ) -> None:
        self.flat = origin, first, second
        self.shapes = shapes

    def split(self, flat: Tensor) -> list[Tensor]:
        """One parameter after another."""
        return unflatten(flat, self.shapes)

    def at(self, x: float, y: float) -> list[Tensor]:
        """The parameters at a place, computed from it directly, so that no error accumulates."""
        origin, first, second = self.flat
        return self.split(torch.add(origin, first, alpha=x).add_(second, alpha=y))


@torch.no_grad()
def module_loss_grid(
    forward: Callable[[Sequence[Tensor]], Tensor],
    plane: PlaneWeights,
    loss: Loss,
    targets: Tensor,
    x: Array,
    y: Array,
) -> Array:
    """Heights of shape (len(y), len(x)) for any network: one place after another.

    ``forward`` takes the parameters and gives outputs of shape (samples, outputs).
    """
    heights = np.empty((len(y), len(x)))
    for j, a in enumerate(x.tolist()):
        for i, b in enumerate(y.tolist()):
            outputs = forward(plane.at(a, b)).t().contiguous()
            heights[i, j] = loss.across(outputs[None], targets).item()
    return heights
