"""Diabetes progression against one measurement."""

from functools import cache
from typing import Literal, final

import numpy as np
from numpy.random import Generator

from ..params import Params, option
from .base import Dataset, Samples, Scaling, scaled

Feature = Literal["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]


@final
class DiabetesParams(Params):
    """The measurement, and how it is scaled."""

    feature: Feature = option(
        "bmi", "Body mass index, blood pressure (bp), six blood serum values (s1 to s6), age or sex."
    )
    scaling: Scaling = option(
        "standardize", "Of the measurement: standardized, from 0 to 1 (min_max), or in its own units (raw)."
    )


@cache
def _table() -> tuple[Samples, tuple[str, ...]]:
    from sklearn.datasets import load_diabetes  # a second of imports: only for who needs it

    bunch = load_diabetes(scaled=False)
    samples = Samples(np.asarray(bunch.data, np.float64), np.asarray(bunch.target, np.float64))
    return samples, tuple(bunch.feature_names)


def _draw(params: DiabetesParams, generator: Generator) -> Samples:
    del generator  # all 442 patients are taken
    table, names = _table()
    column = table.inputs[:, [names.index(params.feature)]]
    # The target in standard deviations: one learning rate then suits every measurement.
    progression = scaled(table.targets[:, None], "standardize")[:, 0]
    return Samples(scaled(column, params.scaling), progression)


DIABETES = Dataset(
    name="diabetes",
    title="Diabetes",
    summary="442 patients: the progression of their disease after a year (in standard deviations from the "
    "mean) against one measurement. Raw units turn the round bowl into a ravine.",
    reference="Efron, Hastie, Johnstone & Tibshirani 2004, Least angle regression; scikit-learn, "
    "load_diabetes",
    params=DiabetesParams,
    features=1,
    classes=None,
    size=lambda _params: 442,
    draw=_draw,
)
