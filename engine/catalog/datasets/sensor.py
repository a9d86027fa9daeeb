"""Sensor dataset: the next value of an hourly time series."""

from typing import Any, final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import Generator

from ...core.params import Params, integer, real
from .base import Dataset, Samples
from .planar import MAX_SAMPLES
from .preparation import test_share_field

DAY = 24.0
WEEK = 168.0


@final
class SensorParams(Params):
    """Number of forecasts, readings before each of them, and noise."""

    samples: int = integer(500, "Number of forecasts.", soft=(50, 1_000), symbol="N", ge=10, le=MAX_SAMPLES)
    length: int = integer(
        24, "Readings that are known before the next one is predicted.", soft=(4, 48), ge=1, le=96
    )
    noise: float = real(
        0.1,
        "Standard deviation of the Gaussian noise on every reading.",
        soft=(0.0, 0.5),
        step=0.01,
        symbol=r"\sigma",
        ge=0.0,
        le=10.0,
    )
    test_share: float = test_share_field(0.2)


def _draw(params: SensorParams, generator: Generator) -> Samples:
    hours = np.arange(params.samples + params.length)
    day, week = generator.uniform(0, 2 * np.pi, 2)
    waves = np.sin(2 * np.pi * hours / DAY + day) + 0.5 * np.sin(2 * np.pi * hours / WEEK + week)
    readings = waves + params.noise * generator.standard_normal(len(hours))
    windows = sliding_window_view(readings, params.length + 1)
    return Samples(windows[:, :-1], windows[:, -1])


def _adapt(params: SensorParams) -> dict[str, Any]:
    return {"features": params.length, "shape": (params.length,)}


ENTRY = Dataset(
    name="sensor",
    title="Sensor series",
    aliases=("series", "time_series"),
    summary="An hourly reading that swings with the day and, half as wide, with the week: what comes next? "
    "The last part of the series is for testing.",
    formula=r"\sin(2 \pi t / 24 + a) + \tfrac{1}{2} \sin(2 \pi t / 168 + b) + \sigma \varepsilon_t",
    params=SensorParams,
    features=24,
    form="sequence",
    shape=(24,),
    classes=None,
    size=lambda params: params.samples,
    draw=_draw,
    ordered=True,
    adapt=_adapt,
)
