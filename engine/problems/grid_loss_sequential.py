"""Grid loss of a plain sequence of layers: faster than point by point."""

from collections.abc import Callable, Iterator, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor

from ..catalog.losses import Loss
from ..catalog.models import EPSILON, Layer
from ..core.types import Array
from .grid_loss import PlaneWeights

CACHE_BYTES = 768 * 1024
"""Bytes of one layer's activations that points of a grid share: about a core's cache."""


@torch.no_grad()
def sequential_loss_grid(
    layers: Sequence[Layer],
    plane: PlaneWeights,
    inputs: Tensor,
    loss: Loss,
    targets: Tensor,
    x: Array,
    y: Array,
    statistics: Callable[[float], Sequence[Tensor]],
) -> Array:
    """Evaluate the loss on a grid, with the result and the arguments of ``module_loss_grid``.

    Args:
        layers: the layers, first to last.
        inputs: shape (samples, features).
        statistics: x -> running statistics there of the layers that have them: mean, variance and count.
    """
    sequence = _Sequence(layers, plane, inputs, statistics)
    losses = np.empty((len(y), len(x)))
    for j, a in enumerate(x.tolist()):
        sequence.move(a)
        for i in range(0, len(y), sequence.together):
            rows = y[i : i + sequence.together]
            losses[i : i + len(rows), j] = loss.across(sequence.outputs(rows), targets).numpy()
    return losses


@final
class _Sequence:
    """Layers at points of a plane: ``move`` sets x, then ``outputs`` evaluates them at several y at once.

    Activations have shape (points, units, samples), so that every product reads memory in order. The
    weighted sums of the first layer are linear in x and y: their three parts, of the origin and of each
    direction, are computed once for all points.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        plane: PlaneWeights,
        inputs: Tensor,
        statistics: Callable[[float], Sequence[Tensor]],
    ) -> None:
        self.layers = layers
        self.columns = inputs.t().contiguous()
        self.origin, self.first, self.second = (_layered(layers, plane.split(flat)) for flat in plane.flat)
        ends = (self.origin[0], self.first[0], self.second[0])
        self.entry = [torch.addmm(bias, weight, self.columns) for weight, bias, *_ in ends]
        widest = max(len(weight) for weight, *_ in self.origin)
        row = widest * self.columns.shape[1] * self.columns.element_size()
        self.together = max(1, CACHE_BYTES // row)
        self._statistics_at = statistics

    def move(self, a: float) -> None:
        """Move to this x."""
        remaining = iter(self._statistics_at(a))
        self.statistics = [_running(layer, remaining) for layer in self.layers]
        self.base = torch.add(self.entry[0], self.entry[1], alpha=a)
        self.moved = [
            [torch.add(tensor, along, alpha=a) for tensor, along in zip(layer, slopes, strict=True)]
            for layer, slopes in zip(self.origin, self.first, strict=True)
        ]

    def outputs(self, y: Array) -> Tensor:
        """Outputs of shape (points, outputs, samples) at several y."""
        rows = torch.from_numpy(y).to(self.base.dtype)[:, None, None]
        hidden = self.columns
        for k, layer in enumerate(self.layers):
            weight, bias, *scale = self._at(k, rows)
            if k == 0:
                values = torch.addcmul(self.base, rows, self.entry[2])
            else:
                values = torch.baddbmm(bias, weight, hidden)
            if scale:
                _normalize(layer, values, scale[0], scale[1], self.statistics[k])
            hidden = _activate(layer, values, hidden)
        return hidden

    def _at(self, k: int, rows: Tensor) -> list[Tensor]:
        """Parameters of layer ``k`` at several y.

        Weight and bias of the first layer are not moved along y, because ``outputs`` does not use them.
        """
        moved, slopes = self.moved[k], self.second[k]
        still = 2 if k == 0 else 0
        behind = zip(moved[still:], slopes[still:], strict=True)
        return moved[:still] + [torch.addcmul(tensor, rows, along) for tensor, along in behind]


def _layered(layers: Sequence[Layer], parameters: list[Tensor]) -> list[list[Tensor]]:
    """Weight of each layer, its bias as a column, and scale and shift of its normalization as columns."""
    remaining = iter(parameters)
    affine = []
    for layer in layers:
        weight = next(remaining)
        columns = 1 if layer.normalization == "none" else 3
        affine.append([weight, *(next(remaining)[:, None] for _ in range(columns))])
    if next(remaining, None) is not None:
        raise ValueError("The network has parameters besides those of its layers.")
    return affine


def _running(layer: Layer, statistics: Iterator[Tensor]) -> tuple[Tensor, Tensor] | None:
    """Take a layer's running mean and variance, as columns; None if it has no running statistics."""
    if layer.normalization != "batch" or not layer.running:
        return None
    mean, variance, _count = (next(statistics) for _ in range(3))
    return mean[:, None], variance[:, None]


def _normalize(
    layer: Layer, values: Tensor, scale: Tensor, shift: Tensor, running: tuple[Tensor, Tensor] | None
) -> None:
    """Normalize values of shape (points, units, samples) in place, over samples or over units."""
    axis = -1 if layer.normalization == "batch" else -2
    mean, variance = running or (values.mean(dim=axis, keepdim=True), None)
    values -= mean
    if variance is None:
        variance = torch.linalg.vector_norm(values, dim=axis, keepdim=True).square_() / values.shape[axis]
    inverse = variance.add(EPSILON).rsqrt_()
    if axis == -1:
        values.mul_(scale * inverse).add_(shift)
    else:
        values.mul_(inverse).mul_(scale).add_(shift)


def _activate(layer: Layer, values: Tensor, before: Tensor) -> Tensor:
    if layer.activation is not None:
        layer.activation.apply(values)
    if layer.skip and values.shape[-2] == before.shape[-2]:
        values += before
    return values
