"""The loss of a plain chain of layers at many places of a plane, fast."""

from collections.abc import Iterator, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor

from ..catalog.losses import Loss
from ..catalog.models import EPSILON, Layer
from ..core.types import Array
from .grid_loss import PlaneWeights

CACHE_BYTES = 768 * 1024
"""Places are taken together while one layer's activations stay within this: about a core's cache."""


@torch.no_grad()
def sequential_loss_grid(
    layers: Sequence[Layer],
    plane: PlaneWeights,
    inputs: Tensor,
    loss: Loss,
    targets: Tensor,
    x: Array,
    y: Array,
    statistics: Sequence[Tensor] = (),
) -> Array:
    """Heights of shape (len(y), len(x)), as ``module_loss_grid`` gives them.

    Args:
        layers: what follows what.
        plane: of their parameters.
        inputs: shape (samples, features).
        loss, targets: the objective, and the targets as it wants them.
        x, y: places.
        statistics: of the layers that keep running ones, in their order: mean, variance, a count.
    """
    chain = _Chain(layers, plane, inputs, statistics)
    heights = np.empty((len(y), len(x)))
    for j, a in enumerate(x.tolist()):
        chain.move(a)
        for i in range(0, len(y), chain.together):
            rows = y[i : i + chain.together]
            heights[i : i + len(rows), j] = loss.across(chain.outputs(rows), targets).numpy()
    return heights


@final
class _Chain:
    """Layers whose weights move along x, and then along y for several places at once.

    Activations lie as (places, units, samples), so that every product reads memory in order. The first
    layer is linear in x and y: three products serve all places.
    """

    def __init__(
        self, layers: Sequence[Layer], plane: PlaneWeights, inputs: Tensor, statistics: Sequence[Tensor]
    ) -> None:
        self.layers = layers
        self.columns = inputs.t().contiguous()
        self.origin, self.first, self.second = (_layered(layers, plane.split(flat)) for flat in plane.flat)
        ends = (self.origin[0], self.first[0], self.second[0])
        self.entry = [torch.addmm(bias, weight, self.columns) for weight, bias, *_ in ends]
        widest = max(len(weight) for weight, *_ in self.origin)
        row = widest * self.columns.shape[1] * self.columns.element_size()
        self.together = max(1, CACHE_BYTES // row)
        kept = iter(statistics)
        self.statistics = [_kept(layer, kept) for layer in layers]

    def move(self, a: float) -> None:
        """Stand at this x."""
        self.base = torch.add(self.entry[0], self.entry[1], alpha=a)
        self.moved = [
            [torch.add(tensor, along, alpha=a) for tensor, along in zip(layer, slopes, strict=True)]
            for layer, slopes in zip(self.origin, self.first, strict=True)
        ]

    def outputs(self, y: Array) -> Tensor:
        """Outputs of shape (places, outputs, samples) at several y."""
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
        """A layer's parameters at these places; of the first, only those behind the products are moved."""
        moved, slopes = self.moved[k], self.second[k]
        still = 2 if k == 0 else 0
        behind = zip(moved[still:], slopes[still:], strict=True)
        return moved[:still] + [torch.addcmul(tensor, rows, along) for tensor, along in behind]


def _layered(layers: Sequence[Layer], parameters: list[Tensor]) -> list[list[Tensor]]:
    """Of each layer its weight, its bias as a column, and a normalization's scale and shift as columns."""
    left = iter(parameters)
    found = []
    for layer in layers:
        weight = next(left)
        columns = 1 if layer.normalization == "none" else 3
        found.append([weight, *(next(left)[:, None] for _ in range(columns))])
    assert next(left, None) is None, "a chain has no parameters besides its layers'"
    return found


def _kept(layer: Layer, statistics: Iterator[Tensor]) -> tuple[Tensor, Tensor] | None:
    """Running mean and variance of a layer as columns; None where it has its own at every place."""
    if layer.normalization != "batch" or not layer.running:
        return None
    mean, variance, _count = (next(statistics) for _ in range(3))
    return mean[:, None], variance[:, None]


def _normalize(
    layer: Layer, values: Tensor, scale: Tensor, shift: Tensor, kept: tuple[Tensor, Tensor] | None
) -> None:
    """Normalize sums of shape (places, units, samples) in place, over samples or over units."""
    axis = -1 if layer.normalization == "batch" else -2
    mean, variance = kept or (values.mean(dim=axis, keepdim=True), None)
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
