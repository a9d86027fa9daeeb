"""Spatio-temporal network: 3-D convolutions over clips."""

import math
from typing import final

from torch import nn

from ...core.inputs import InputSpec
from .activations import ACTIVATIONS
from .base import Model
from .convolution import ConvolutionParams, activation, pooled, stage


@final
class ClipCnnParams(ConvolutionParams):
    """Parameters: convolutions with a pooling after each, then one linear layer."""


def _build(params: ClipCnnParams, inputs: InputSpec, outputs: int) -> nn.Module:
    before, *size = inputs.shape
    parts: list[nn.Module] = [nn.Unflatten(1, inputs.shape)]
    shape = tuple(size)
    for after in params.channels:
        pool, shape = pooled(shape)
        parts += [*stage(params, before, after, 3), activation(params), pool]
        before = after
    parts.append(nn.Flatten())
    if params.dropout > 0:
        parts.append(nn.Dropout(params.dropout))
    return nn.Sequential(*parts, nn.Linear(before * math.prod(shape), outputs))


ENTRY = Model(
    name="clip_cnn",
    title="Spatio-temporal network",
    aliases=("Conv3d",),
    summary="Small filters that slide over the frames of a clip in space and in time, so that they can see "
    "what moves and where to.",
    formula=r"h_{l+1} = \mathrm{pool}(\phi(W_l * h_l + b_l))",
    reference="Tran, Bourdev, Fergus, Torresani & Paluri 2015, Learning spatiotemporal features with 3D "
    "convolutional networks",
    params=ClipCnnParams,
    build=_build,
    tasks=("classification", "regression"),
    dataset="clips",
    batch_size=32,
    forms=("clip",),
    nonlinearity=lambda params: ACTIVATIONS.named(params.activation).nonlinearity,
)
