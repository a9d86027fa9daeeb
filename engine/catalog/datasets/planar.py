"""Planar datasets: parameters and helpers of all sets of points in the plane."""

from typing import Any, final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, integer, real
from ...core.types import Array
from .base import Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field

MAX_SAMPLES = 2_000


def samples_field(default: int) -> Any:
    """The parameter ``samples`` of a generated set."""
    return integer(
        default,
        "Number of samples.",
        soft=(20, 1000),
        symbol="N",
        ge=4,
        le=MAX_SAMPLES,
        aliases=("n_samples",),
    )


def noise_field(default: float) -> Any:
    """The parameter ``noise`` of a generated set."""
    return real(
        default,
        "Standard deviation of the Gaussian noise added to every coordinate.",
        soft=(0.0, 0.5),
        step=0.01,
        symbol=r"\sigma",
        ge=0.0,
        le=10.0,
    )


@final
class PlanarParams(Params):
    """Number of samples, their noise, and how they are prepared."""

    samples: int = samples_field(200)
    noise: float = noise_field(0.1)
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("raw")


def two_classes(first: Array, second: Array, noise: float, generator: Generator) -> Samples:
    """Samples of class 0, then of class 1, with Gaussian noise on every coordinate.

    Args:
        first: points of class 0, shape (points, 2).
        second: points of class 1, shape (points, 2).
        noise: standard deviation.
        generator: draws the noise.
    """
    points = np.concatenate([first, second])
    labels = np.repeat([0.0, 1.0], [len(first), len(second)])
    return Samples(points + noise * generator.standard_normal(points.shape), labels)
