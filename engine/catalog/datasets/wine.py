"""Three cultivars of grape, from the chemistry of their wine."""

from functools import cache
from typing import Any, Literal, final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, option
from .base import Dataset, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field

Measurements = Literal["all", "two"]

TWO = (6, 12)
"""The columns of flavanoids and proline."""


@final
class WineParams(Params):
    """Which measurements, and how they are prepared."""

    measurements: Measurements = option(
        "all", "All 13, or two of them, flavanoids and proline, with which the answer can be drawn."
    )
    scaling: Scaling = scaling_field("standardize")
    test_share: float = test_share_field(0.2)
    label_noise: float = label_noise_field()


@cache
def _table() -> Samples:
    from sklearn.datasets import load_wine  # a second of imports: only for who needs it

    inputs, cultivars = load_wine(return_X_y=True)
    return Samples(np.asarray(inputs, np.float64), np.asarray(cultivars, np.float64))


def _draw(params: WineParams, generator: Generator) -> Samples:
    del generator  # all 178 wines are taken
    table = _table()
    inputs = table.inputs[:, list(TWO)] if params.measurements == "two" else table.inputs
    return Samples(inputs, table.targets)


def _adapt(params: WineParams) -> dict[str, Any]:
    return {"features": len(TWO) if params.measurements == "two" else 13}


ENTRY = Dataset(
    name="wine",
    title="Wine",
    summary="178 Italian wines from three cultivars, by 13 measurements. Their units differ a thousandfold: "
    "raw, the landscape is a ravine in which hardly anything is learned.",
    reference="Aeberhard & Forina 1991, Wine (UCI); scikit-learn, load_wine",
    params=WineParams,
    features=13,
    classes=3,
    size=lambda _params: 178,
    draw=_draw,
    adapt=_adapt,
)
