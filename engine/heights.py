"""The loss of a network at many places of a plane."""

import math
from collections.abc import Callable, Sequence
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .losses import Loss
from .models import Layer

Array = NDArray[np.float64]

CACHE_BYTES = 768 * 1024
"""Places are taken together while one layer's activations stay within this: about a core's cache."""


def unflatten(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    """One parameter after another, as views of a flat tensor of shape (weights,)."""
    parts = torch.split(flat, [math.prod(shape) for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]


@final
class Affine:
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
def chain_heights(
    layers: Sequence[Layer], plane: Affine, inputs: Tensor, loss: Loss, targets: Tensor, x: Array, y: Array
) -> Array:
    """Heights of shape (len(y), len(x)) for a plain chain of layers, each a weight and a bias.

    Activations lie as (places, units, samples), so that every product reads memory in order. The
    first layer is linear in x and y: three products serve all places.
    """
    origin, first, second = (_pairs(plane.split(flat)) for flat in plane.flat)
    columns = inputs.t().contiguous()
    entry = [torch.addmm(bias, weight, columns) for weight, bias in (origin[0], first[0], second[0])]
    widest = max(len(weight) for weight, _ in origin)
    together = max(1, CACHE_BYTES // (widest * columns.shape[1] * columns.element_size()))
    heights = np.empty((len(y), len(x)))
    for j, a in enumerate(x.tolist()):
        base = torch.add(entry[0], entry[1], alpha=a)
        later = [
            (torch.add(weight, along, alpha=a), torch.add(bias, shift, alpha=a))
            for (weight, bias), (along, shift) in zip(origin[1:], first[1:], strict=True)
        ]
        for i in range(0, len(y), together):
            rows = torch.from_numpy(y[i : i + together]).to(base.dtype)[:, None, None]
            outputs = _forward(layers, columns, base, entry[2], later, second[1:], rows)
            heights[i : i + together, j] = loss.across(outputs, targets).numpy()
    return heights


def _pairs(parameters: list[Tensor]) -> list[tuple[Tensor, Tensor]]:
    """(weight, bias as a column) of each layer."""
    return [(weight, bias[:, None]) for weight, bias in zip(parameters[::2], parameters[1::2], strict=True)]


def _forward(
    layers: Sequence[Layer],
    columns: Tensor,
    base: Tensor,
    entry: Tensor,
    later: Sequence[tuple[Tensor, Tensor]],
    across: Sequence[tuple[Tensor, Tensor]],
    rows: Tensor,
) -> Tensor:
    """Outputs of shape (places, outputs, samples) for places of one x and several y (``rows``)."""
    hidden = _activate(layers[0], torch.addcmul(base, rows, entry), columns)
    for layer, (weight, bias), (along, shift) in zip(layers[1:], later, across, strict=True):
        weights, biases = torch.addcmul(weight, rows, along), torch.addcmul(bias, rows, shift)
        hidden = _activate(layer, torch.baddbmm(biases, weights, hidden), hidden)
    return hidden


def _activate(layer: Layer, values: Tensor, before: Tensor) -> Tensor:
    if layer.activation is not None:
        layer.activation.apply(values)
    if layer.skip and values.shape[-2] == before.shape[-2]:
        values += before
    return values


@torch.no_grad()
def module_heights(
    forward: Callable[[Sequence[Tensor]], Tensor],
    plane: Affine,
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
