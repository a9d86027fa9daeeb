"""Grid loss of a network that starts with a convolution: faster than point by point."""

from collections.abc import Callable, Iterable, Sequence
from typing import final

import numpy as np
import torch
from torch import Tensor, nn

from ..catalog.losses import Loss
from ..catalog.models import ACTIVATIONS, Residual
from ..core.types import Array
from .functional_module import FunctionalModule
from .grid_loss import PlaneWeights

BLOCK = 450
"""Samples that pass through the layers together: about what fits into a core's cache."""

IN_PLACE: dict[type[nn.Module], Callable[[Tensor], object]] = {
    type(entry.module()): entry.apply for entry in ACTIVATIONS
}
"""In-place version of each of torch's activations."""


def starts_with_conv(module: nn.Module) -> bool:
    """Whether the first layer is a convolution; its output is then linear in a plane's coordinates."""
    if not isinstance(module, nn.Sequential) or len(module) < 3:
        return False
    return isinstance(module[0], nn.Unflatten) and isinstance(module[1], nn.Conv2d | nn.Conv3d)


@torch.no_grad()
def conv_loss_grid(
    net: FunctionalModule,
    plane: PlaneWeights,
    inputs: Tensor,
    loss: Loss,
    targets: Tensor,
    x: Array,
    y: Array,
    statistics: Callable[[float], Sequence[Tensor]],
) -> Array:
    """Evaluate the loss on a grid, with the result and the arguments of ``module_loss_grid``.

    The first convolution is computed three times in all, for the origin and for each direction. The other
    layers read images channels last, a block of samples at a time.

    Args:
        net: the network.
        inputs: shape (samples, features).
        statistics: x -> running statistics there, as ``FunctionalModule.bind`` takes them.
    """
    first = _First(net.module, plane, inputs)
    losses = np.empty((len(y), len(x)))
    for j, a in enumerate(x.tolist()):
        first.move(a)
        settled = statistics(a)
        for i, b in enumerate(y.tolist()):
            net.bind(plane.at(a, b), settled)
            outputs = [_through(first.later, values) for values in first.outputs(b)]
            losses[i, j] = loss.across(torch.cat(outputs).t().contiguous()[None], targets).item()
    return losses


@final
class _First:
    """First convolution: its outputs for all samples at points of the plane; ``move`` sets x.

    Attributes:
        later: the layers after it.
    """

    def __init__(self, module: nn.Module, plane: PlaneWeights, inputs: Tensor) -> None:
        assert isinstance(module, nn.Sequential)
        unflatten, convolution, *self.later = module
        assert isinstance(convolution, nn.Conv2d | nn.Conv3d)
        size = _block(module, len(inputs))
        order = torch.channels_last if isinstance(convolution, nn.Conv2d) else torch.channels_last_3d
        images = unflatten(inputs)
        self.parts = []
        for flat in plane.flat:
            weight, bias = plane.split(flat)[:2]
            answer = convolution._conv_forward(images, weight, bias)
            self.parts.append([part.contiguous(memory_format=order) for part in answer.split(size)])
        self.base = self.parts[0]

    def move(self, a: float) -> None:
        """Move to this x."""
        origin, along, _ = self.parts
        self.base = [torch.add(part, slope, alpha=a) for part, slope in zip(origin, along, strict=True)]

    def outputs(self, b: float) -> Iterable[Tensor]:
        """Outputs at this y, one block of samples after another; the caller may overwrite them."""
        for part, slope in zip(self.base, self.parts[2], strict=True):
            yield torch.add(part, slope, alpha=b)


def _block(module: nn.Module, samples: int) -> int:
    """How many samples pass through together: all if a normalization needs the statistics of all."""
    return samples if any(map(_uses_batch_statistics, module.modules())) else BLOCK


def _uses_batch_statistics(part: nn.Module) -> bool:
    """Whether a layer normalizes by the mean and variance of the samples themselves."""
    return isinstance(part, nn.BatchNorm2d | nn.BatchNorm3d) and part.running_mean is None


def _normalize(part: nn.Module, values: Tensor) -> None:
    """Normalize in place. Torch's own version loses four digits with channels last: it sums in one pass."""
    assert isinstance(part, nn.BatchNorm2d | nn.BatchNorm3d)
    everywhere = [0, *range(2, values.ndim)]
    column = (-1, *[1] * (values.ndim - 2))
    values -= values.mean(dim=everywhere, keepdim=True)
    scale = values.square().mean(dim=everywhere, keepdim=True).add_(part.eps).rsqrt_()
    values.mul_(scale.mul_(part.weight.view(column))).add_(part.bias.view(column))


def _through(parts: Iterable[nn.Module], values: Tensor) -> Tensor:
    """Outputs of these layers; ``values`` may be overwritten."""
    for part in parts:
        if isinstance(part, Residual):
            assert isinstance(part.block, nn.Sequential)
            values = _through(part.block, values).add_(values)
        elif (apply := IN_PLACE.get(type(part))) is not None:
            apply(values)
        elif _uses_batch_statistics(part):
            _normalize(part, values)
        else:
            values = part(values)
    return values
