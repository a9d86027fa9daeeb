"""A dataset."""

from numpy.random import Generator

from .base import Dataset, Samples
from .planar import PlanarParams


def _draw(params: PlanarParams, generator: Generator) -> Samples:
    points = generator.uniform(-1, 1, (params.samples, 2))
    noise = params.noise * generator.standard_normal(params.samples)
    return Samples(points, points[:, 0] - 2 * points[:, 1] + noise)


ENTRY = Dataset(
    name="dummy_dataset",
    title="Dummy dataset",
    summary="A tilted plane.",
    params=PlanarParams,
    features=2,
    classes=None,
    size=lambda params: params.samples,
    draw=_draw,
)
