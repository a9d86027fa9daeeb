"""Gaussian clouds dataset: one cloud of points for each class."""

from typing import Any, final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, integer, real
from .base import Dataset, Samples
from .planar import samples_field
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field


@final
class GaussiansParams(Params):
    """Number and width of the clouds."""

    samples: int = samples_field(300)
    classes: int = integer(3, "Number of clouds, each a class.", soft=(2, 6), symbol="C", ge=2, le=10)
    spread: float = real(
        0.3,
        "Standard deviation of each cloud; their centers lie on a circle of radius 1.",
        soft=(0.05, 1.0),
        step=0.05,
        symbol=r"\sigma",
        ge=0.0,
        le=10.0,
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("raw")


def _draw(params: GaussiansParams, generator: Generator) -> Samples:
    labels = np.arange(params.samples) % params.classes
    angle = 2 * np.pi * labels / params.classes
    centers = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = centers + params.spread * generator.standard_normal(centers.shape)
    return Samples(points, labels.astype(np.float64))


def _adapt(params: GaussiansParams) -> dict[str, Any]:
    return {"classes": params.classes}


ENTRY = Dataset(
    name="gaussians",
    title="Gaussian clouds",
    aliases=("make_blobs", "blobs"),
    summary="Round clouds of equal width, evenly around a circle: the best borders are straight lines, and "
    "where clouds overlap no network is always right.",
    formula=r"x \sim \mathcal{N}(\mu_c, \sigma^2 I)",
    params=GaussiansParams,
    features=2,
    classes=3,
    size=lambda params: params.samples,
    draw=_draw,
    adapt=_adapt,
    others=({"classes": 2},),
)
