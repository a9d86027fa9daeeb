"""Normalizations: the family of layers that control the scale of hidden units, in the menu's order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, final

from torch import nn

from ...core.registry import Entry, Registry

NormalizationName = Literal["none", "batch", "layer"]

Statistics = Literal["batch", "running"]

BATCH = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}

EPSILON = 1e-5
"""Number that torch adds to each variance."""


@final
@dataclass(frozen=True, kw_only=True)
class Normalization(Entry):
    """Catalog entry: a layer between the weighted sums and the activation.

    Attributes:
        units: (number of units, whether to keep running statistics) -> torch's module for inputs of shape
            (samples, units); None for no normalization.
        maps: (channels, dimensions, whether to keep running statistics) -> the same for images, of shape
            (samples, channels, height, width), and for clips, which have one dimension more.
        samples: smallest number of samples in a step.
    """

    units: Callable[[int, bool], nn.Module] | None = None
    maps: Callable[[int, int, bool], nn.Module] | None = None
    samples: int = 1


NORMALIZATIONS: Registry[Normalization] = Registry(
    "normalization",
    [
        Normalization(name="none", title="None", summary="Units are passed on as they are."),
        Normalization(
            name="batch",
            title="Batch",
            summary="Each unit is brought to mean 0 and variance 1 over the samples of the step, then given "
            "a learned scale and shift. The landscape becomes smoother and allows larger learning rates.",
            formula=r"\gamma \frac{z - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} + \beta",
            reference="Ioffe & Szegedy 2015, Batch normalization",
            units=lambda units, running: nn.BatchNorm1d(units, track_running_stats=running),
            maps=lambda channels, dims, running: BATCH[dims](channels, track_running_stats=running),
            samples=2,
        ),
        Normalization(
            name="layer",
            title="Layer",
            summary="Each sample is brought to mean 0 and variance 1 over the units of the layer, then each "
            "unit given a scale and a shift that are learned. Samples do not see one another.",
            formula=r"\gamma \frac{z - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta",
            reference="Ba, Kiros & Hinton 2016, Layer normalization",
            units=lambda units, _running: nn.LayerNorm(units),
            maps=lambda channels, _dims, _running: nn.GroupNorm(1, channels),
        ),
    ],
)


def normalized(name: NormalizationName, units: int, statistics: Statistics) -> list[nn.Module]:
    """The normalization layer for this number of units, in a list; an empty list for none."""
    build = NORMALIZATIONS.named(name).units
    return [] if build is None else [build(units, statistics == "running")]
