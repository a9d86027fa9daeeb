"""Proportional dataset: a line through the origin, with noise."""

from typing import final

from numpy.random import Generator

from ...core.params import Params, integer, real
from .base import Dataset, Samples
from .planar import MAX_SAMPLES
from .preparation import test_share_field


@final
class ProportionalParams(Params):
    """Samples, slope and noise."""

    samples: int = integer(50, "Number of samples.", soft=(4, 500), symbol="N", ge=2, le=MAX_SAMPLES)
    slope: float = real(1.0, "The true slope.", soft=(-2.0, 2.0), step=0.1, symbol="a", ge=-100, le=100)
    noise: float = real(
        0.1,
        "Standard deviation of the Gaussian noise on the target.",
        soft=(0.0, 1.0),
        step=0.05,
        symbol=r"\sigma",
        ge=0.0,
        le=100.0,
    )
    test_share: float = test_share_field(0.0)


def _draw(params: ProportionalParams, generator: Generator) -> Samples:
    inputs = generator.standard_normal(params.samples)
    targets = params.slope * inputs + params.noise * generator.standard_normal(params.samples)
    return Samples(inputs[:, None], targets)


ENTRY = Dataset(
    name="proportional",
    title="Proportional",
    summary="A target proportional to a Gaussian input, with noise: what a chain of linear neurons can "
    "learn.",
    formula=r"y = a x + \sigma \varepsilon",
    params=ProportionalParams,
    features=1,
    classes=None,
    size=lambda params: params.samples,
    draw=_draw,
)
