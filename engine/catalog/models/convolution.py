"""Convolutional layers: parameters and layers that all convolutional networks share."""

from typing import Annotated

from pydantic import Field
from torch import nn

from ...core.params import Params, option
from .activations import ACTIVATIONS, ActivationName
from .fields import dropout_field, statistics_field
from .normalizations import NORMALIZATIONS, NormalizationName, Statistics

Channels = Annotated[int, Field(ge=1, le=64)]

LAYERS = {2: nn.Conv2d, 3: nn.Conv3d}
POOLS = {2: nn.MaxPool2d, 3: nn.MaxPool3d}


class ConvolutionParams(Params):
    """Parameters of a convolutional network: channels, activation and normalization. Models extend it."""

    channels: list[Channels] = option(
        [8, 16], "Channels of each convolution, 3 wide in every direction.", min_length=1, max_length=4
    )
    activation: ActivationName = option("relu", "The function applied to every value.", symbol=r"\phi")
    normalization: NormalizationName = option(
        "none", "What is normalized between a convolution and its activation."
    )
    statistics: Statistics = statistics_field()
    dropout: float = dropout_field("values before the last layer")


def stage(params: ConvolutionParams, before: int, after: int, dims: int) -> list[nn.Module]:
    """A convolution and its normalization, if any, over images (``dims`` 2) or clips (``dims`` 3)."""
    layers: list[nn.Module] = [LAYERS[dims](before, after, 3, padding=1)]
    build = NORMALIZATIONS.named(params.normalization).maps
    return layers if build is None else [*layers, build(after, dims, params.statistics == "running")]


def pooled(shape: tuple[int, ...]) -> tuple[nn.Module, tuple[int, ...]]:
    """A max-pooling layer of width 2 in each direction, and the shape of its output.

    Args:
        shape: size of each direction; a direction of size 1 is left alone.
    """
    window = tuple(min(2, size) for size in shape)
    return POOLS[len(shape)](window), tuple(size // step for size, step in zip(shape, window, strict=True))


def activation(params: ConvolutionParams) -> nn.Module:
    """A new activation layer for each use, so that instruments can record each one."""
    return ACTIVATIONS.named(params.activation).module()
