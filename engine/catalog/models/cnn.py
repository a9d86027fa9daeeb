"""Convolutional network: convolutions over images, with or without residual blocks."""

import math
from typing import final

from torch import nn

from ...core.inputs import InputSpec
from ...core.params import integer, option
from .activations import ACTIVATIONS
from .base import Model
from .convolution import ConvolutionParams, activation, pooled, stage
from .residual import Residual


@final
class CnnParams(ConvolutionParams):
    """Parameters: convolutions, then blocks of two convolutions, then one pooling and one linear layer."""

    blocks: int = integer(
        0,
        "Further blocks of two convolutions each, as wide as the last.",
        soft=(0, 4),
        ge=0,
        le=8,
    )
    residual: bool = option(
        True,
        "Adds each block's input to its output, as residual networks do.",
        idle={"blocks": [0]},
        label="Residual blocks",
    )


def _build(params: CnnParams, inputs: InputSpec, outputs: int) -> nn.Module:
    channels, *size = inputs.shape
    parts: list[nn.Module] = [nn.Unflatten(1, inputs.shape)]
    for before, after in zip([channels, *params.channels], params.channels, strict=False):
        parts += [*stage(params, before, after, 2), activation(params)]
    width = params.channels[-1]
    for _ in range(params.blocks):
        block = [*stage(params, width, width, 2), activation(params), *stage(params, width, width, 2)]
        parts += [Residual(nn.Sequential(*block))] if params.residual else block
        parts.append(activation(params))
    pool, pooled_size = pooled(tuple(size))
    parts += [pool, nn.Flatten()]
    if params.dropout > 0:
        parts.append(nn.Dropout(params.dropout))
    return nn.Sequential(*parts, nn.Linear(width * math.prod(pooled_size), outputs))


ENTRY = Model(
    name="cnn",
    title="Convolutional network",
    aliases=("Conv2d", "convnet"),
    summary="Small filters that slide over an image, so that a stroke counts alike wherever it is; then the "
    "largest of every two by two values, and one linear layer.",
    formula=r"h_{l+1} = \phi(W_l * h_l + b_l)",
    reference="LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document "
    "recognition; He, Zhang, Ren & Sun 2016, Deep residual learning for image recognition",
    params=CnnParams,
    build=_build,
    tasks=("classification", "regression"),
    dataset="digits",
    batch_size=32,
    forms=("image",),
    nonlinearity=lambda params: ACTIVATIONS.named(params.activation).nonlinearity,
)
