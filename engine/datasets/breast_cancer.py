"""Benign or malignant, from one measurement of a cell image."""

from functools import cache
from typing import Literal, final

import numpy as np
from numpy.random import Generator

from ..params import Params, option
from .base import Dataset, Samples, Scaling, scaled

Feature = Literal[
    "mean_radius",
    "mean_texture",
    "mean_perimeter",
    "mean_area",
    "mean_smoothness",
    "mean_compactness",
    "mean_concavity",
    "mean_concave_points",
    "mean_symmetry",
    "mean_fractal_dimension",
    "worst_radius",
    "worst_texture",
    "worst_perimeter",
    "worst_area",
    "worst_smoothness",
    "worst_compactness",
    "worst_concavity",
    "worst_concave_points",
    "worst_symmetry",
    "worst_fractal_dimension",
]


@final
class BreastCancerParams(Params):
    """The measurement, and how it is scaled."""

    feature: Feature = option(
        "mean_radius", "Mean over the cell nuclei of one image, or the mean of the three largest (worst)."
    )
    scaling: Scaling = option(
        "standardize", "Of the measurement: standardized, from 0 to 1 (min_max), or in its own units (raw)."
    )


@cache
def _table() -> tuple[Samples, tuple[str, ...]]:
    from sklearn.datasets import load_breast_cancer  # a second of imports: only for who needs it

    bunch = load_breast_cancer()
    samples = Samples(np.asarray(bunch.data, np.float64), np.asarray(bunch.target, np.float64))
    return samples, tuple(str(name).replace(" ", "_") for name in bunch.feature_names)


def _draw(params: BreastCancerParams, generator: Generator) -> Samples:
    del generator  # all 569 images are taken
    table, names = _table()
    column = table.inputs[:, [names.index(params.feature)]]
    return Samples(scaled(column, params.scaling), table.targets)


BREAST_CANCER = Dataset(
    name="breast_cancer",
    title="Breast cancer",
    summary="569 images of cell nuclei, benign (1) or malignant (0), by one measurement. The classes "
    "overlap, so the best weights are finite.",
    reference="Street, Wolberg & Mangasarian 1993, Nuclear feature extraction; scikit-learn, "
    "load_breast_cancer",
    params=BreastCancerParams,
    features=1,
    classes=2,
    size=lambda _params: 569,
    draw=_draw,
)
