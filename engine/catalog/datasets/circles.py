"""Circles dataset: one class is a circle inside the circle of the other."""

from typing import final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, real
from ...core.types import Array
from .base import Dataset, Samples
from .planar import noise_field, samples_field, two_classes
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field


@final
class CirclesParams(Params):
    """Samples, noise and how much smaller the inner circle is."""

    samples: int = samples_field(200)
    noise: float = noise_field(0.08)
    factor: float = real(
        0.5, "Radius of the inner circle; the outer one has radius 1.", soft=(0.1, 0.9), step=0.05, gt=0, lt=1
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("raw")


def _circle(points: int) -> Array:
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _draw(params: CirclesParams, generator: Generator) -> Samples:
    outer = params.samples // 2
    inner = params.samples - outer
    return two_classes(_circle(outer), params.factor * _circle(inner), params.noise, generator)


ENTRY = Dataset(
    name="circles",
    title="Circles",
    aliases=("make_circles",),
    summary="One class surrounds the other: the network has to close a curve.",
    reference="scikit-learn, make_circles (the same geometry)",
    params=CirclesParams,
    features=2,
    classes=2,
    size=lambda params: params.samples,
    draw=_draw,
)
