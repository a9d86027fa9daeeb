"""Spirals dataset: two spirals wound into each other."""

from typing import final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, real
from ...core.types import Array
from .base import Dataset, Samples
from .planar import noise_field, samples_field, two_classes
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field


@final
class SpiralsParams(Params):
    """Samples, noise and number of turns."""

    samples: int = samples_field(300)
    noise: float = noise_field(0.02)
    turns: float = real(
        1.25, "Full turns of each spiral: more is harder.", soft=(0.5, 3.0), step=0.25, gt=0, le=10
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("raw")


def _arm(points: int, turns: float, phase: float) -> Array:
    # An Archimedean spiral: the radius grows with the angle, from 0.05, so that the arms do not meet, to 1.
    radius = np.linspace(0.05, 1.0, points)
    angle = 2 * np.pi * turns * radius + phase
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _draw(params: SpiralsParams, generator: Generator) -> Samples:
    first = params.samples // 2
    return two_classes(
        _arm(first, params.turns, 0.0),
        _arm(params.samples - first, params.turns, np.pi),
        params.noise,
        generator,
    )


ENTRY = Dataset(
    name="spirals",
    title="Spirals",
    summary="Two arms wound into each other, each the other turned by half a circle: hard for small "
    "networks.",
    formula=r"(r \cos 2\pi T r,\ r \sin 2\pi T r)",
    reference="Lang & Witbrock 1988, Learning to tell two spirals apart",
    params=SpiralsParams,
    features=2,
    classes=2,
    size=lambda params: params.samples,
    draw=_draw,
)
