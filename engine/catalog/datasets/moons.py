"""Moons dataset: two interleaved half circles."""

import numpy as np
from numpy.random import Generator

from .base import Dataset, Samples
from .planar import PlanarParams, two_classes


def _draw(params: PlanarParams, generator: Generator) -> Samples:
    upper = np.linspace(0, np.pi, params.samples // 2)
    lower = np.linspace(0, np.pi, params.samples - params.samples // 2)
    return two_classes(
        np.stack([np.cos(upper), np.sin(upper)], axis=1),
        np.stack([1 - np.cos(lower), 0.5 - np.sin(lower)], axis=1),
        params.noise,
        generator,
    )


ENTRY = Dataset(
    name="moons",
    title="Moons",
    aliases=("make_moons",),
    summary="Two half circles that reach into each other: no straight line parts them.",
    reference="scikit-learn, make_moons (the same geometry)",
    params=PlanarParams,
    features=2,
    classes=2,
    size=lambda params: params.samples,
    draw=_draw,
)
