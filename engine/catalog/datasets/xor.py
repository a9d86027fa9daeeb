"""XOR dataset: the exclusive or of two signs, on a square."""

import numpy as np
from numpy.random import Generator

from .base import Dataset, Samples
from .planar import PlanarParams


def _draw(params: PlanarParams, generator: Generator) -> Samples:
    points = generator.uniform(-1, 1, (params.samples, 2))
    labels = np.where(points[:, 0] * points[:, 1] < 0, 1.0, 0.0)
    return Samples(points + params.noise * generator.standard_normal(points.shape), labels)


ENTRY = Dataset(
    name="xor",
    title="Exclusive or",
    summary="The sign of one coordinate times the other: the four quarters of a square, two to a class. One"
    " layer cannot learn it, and zero weights are a saddle.",
    formula=r"y = [x_1 x_2 < 0]",
    reference="Minsky & Papert 1969, Perceptrons",
    params=PlanarParams,
    features=2,
    classes=2,
    size=lambda params: params.samples,
    draw=_draw,
)
