"""Iris dataset: three species, from the sizes of petals and sepals."""

from typing import Any, Literal, final

from numpy.random import Generator

from ...core.params import Params, option
from .base import Dataset, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field
from .sklearn_tables import numbered_columns

Measurements = Literal["all", "petals", "sepals"]

COLUMNS = {"all": (0, 1, 2, 3), "sepals": (0, 1), "petals": (2, 3)}


@final
class IrisParams(Params):
    """Parameters of the Iris dataset: which measurements, and how they are prepared."""

    measurements: Measurements = option(
        "all", "Length and width of petals, of sepals, or of both. With two numbers the answer can be drawn."
    )
    scaling: Scaling = scaling_field("standardize")
    test_share: float = test_share_field(0.2)
    label_noise: float = label_noise_field()


def _draw(params: IrisParams, generator: Generator) -> Samples:
    del generator  # all 150 flowers are taken
    return numbered_columns("load_iris", COLUMNS[params.measurements])


def _adapt(params: IrisParams) -> dict[str, Any]:
    return {"features": len(COLUMNS[params.measurements])}


ENTRY = Dataset(
    name="iris",
    title="Iris flowers",
    aliases=("load_iris",),
    summary="150 flowers of three species, by length and width of their petals and sepals in centimeters. "
    "One species stands apart; the other two overlap.",
    reference="Fisher 1936, The use of multiple measurements in taxonomic problems; scikit-learn, load_iris",
    params=IrisParams,
    features=4,
    classes=3,
    size=lambda _params: 150,
    draw=_draw,
    adapt=_adapt,
)
