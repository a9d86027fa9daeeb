"""Curve dataset: noisy samples of a function of one variable."""

from typing import Literal, final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, integer, option, real
from ...core.types import Array
from .base import Dataset, Samples
from .planar import MAX_SAMPLES
from .preparation import test_share_field

Shape = Literal["sine", "step", "cubic", "bump", "kink"]


@final
class CurveParams(Params):
    """The curve, its samples and their noise."""

    shape: Shape = option(
        "sine",
        "A full wave, a step at 0, a cubic with two bends, a narrow bump, or a kink where two lines meet.",
    )
    samples: int = integer(100, "Number of samples.", soft=(10, 500), symbol="N", ge=4, le=MAX_SAMPLES)
    noise: float = real(
        0.1,
        "Standard deviation of the Gaussian noise on the target.",
        soft=(0.0, 1.0),
        step=0.05,
        symbol=r"\sigma",
        ge=0.0,
        le=10.0,
    )
    test_share: float = test_share_field(0.2)


def _height(shape: Shape, x: Array) -> Array:
    if shape == "sine":
        return np.sin(2 * np.pi * x)
    if shape == "step":
        return np.where(x < 0, -1.0, 1.0)
    if shape == "cubic":
        return 4 * x**3 - 3 * x
    if shape == "bump":
        return np.exp(-((4 * x) ** 2))
    return 2 * np.abs(x) - 1


def _draw(params: CurveParams, generator: Generator) -> Samples:
    x = generator.uniform(-1, 1, params.samples)
    y = _height(params.shape, x) + params.noise * generator.standard_normal(params.samples)
    return Samples(x[:, None], y)


ENTRY = Dataset(
    name="curve",
    title="Curve",
    summary="One number from another, along a curve between -1 and 1, with noise: what a network of a given "
    "size and activation can bend to is seen at once.",
    formula=r"y = g(x) + \sigma \varepsilon",
    params=CurveParams,
    features=1,
    classes=None,
    size=lambda params: params.samples,
    draw=_draw,
)
