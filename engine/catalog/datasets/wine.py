"""Wine dataset: three grape cultivars, from chemical measurements of the wine."""

from typing import Any, Literal, final

from numpy.random import Generator

from ...core.params import Params, option
from .base import Dataset, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field
from .sklearn_tables import numbered_columns

Measurements = Literal["all", "two"]

TWO = (6, 12)
"""The columns of flavanoids and proline."""


@final
class WineParams(Params):
    """Parameters of the wine dataset: which measurements, and how they are prepared."""

    measurements: Measurements = option(
        "all", "All 13, or two of them, flavanoids and proline, with which the answer can be drawn."
    )
    scaling: Scaling = scaling_field("standardize")
    test_share: float = test_share_field(0.2)
    label_noise: float = label_noise_field()


def _draw(params: WineParams, generator: Generator) -> Samples:
    del generator  # all 178 wines are taken
    return numbered_columns("load_wine", TWO if params.measurements == "two" else None)


def _adapt(params: WineParams) -> dict[str, Any]:
    return {"features": len(TWO) if params.measurements == "two" else 13}


ENTRY = Dataset(
    name="wine",
    title="Wine",
    aliases=("load_wine",),
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
