"""Digits dataset: 1,797 real images of handwritten digits, 8 by 8 pixels."""

from typing import final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, integer
from .base import Dataset, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field
from .sklearn_tables import sklearn_table

SAMPLES = 1_797
MAX_BRIGHTNESS = 16.0


@final
class DigitsParams(Params):
    """Parameters of the digits dataset: number of images, and how they are prepared."""

    samples: int = integer(
        SAMPLES,
        "Number of images, drawn without replacement.",
        soft=(100, SAMPLES),
        symbol="N",
        ge=10,
        le=SAMPLES,
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.2)
    scaling: Scaling = scaling_field("min_max")


def _draw(params: DigitsParams, generator: Generator) -> Samples:
    images, _ = sklearn_table("load_digits")
    inputs, digits = images.inputs, images.targets
    if params.samples < SAMPLES:
        chosen = np.sort(generator.choice(SAMPLES, params.samples, replace=False))
        inputs, digits = inputs[chosen], digits[chosen]
    return Samples(inputs, digits)


ENTRY = Dataset(
    name="digits",
    title="Handwritten digits",
    aliases=("load_digits", "mnist"),
    summary="1,797 real images of the digits 0 to 9, 8 by 8 pixels, from 43 people.",
    reference="Alpaydin & Kaynak 1998, Optical recognition of handwritten digits (UCI); scikit-learn, "
    "load_digits",
    params=DigitsParams,
    features=64,
    form="image",
    shape=(1, 8, 8),
    classes=10,
    size=lambda params: params.samples,
    draw=_draw,
    span=(0.0, MAX_BRIGHTNESS),
)
