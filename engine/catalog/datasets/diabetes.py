"""Diabetes dataset: progression of the disease from measurements of patients."""

from typing import Any, Literal, final

from numpy.random import Generator

from ...core.params import Params, option
from .base import Dataset, Samples
from .preparation import Scaling, scaling_field, test_share_field
from .sklearn_tables import named_columns

Feature = Literal["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6", "all"]


@final
class DiabetesParams(Params):
    """Parameters of the diabetes dataset: which measurement, and how it is prepared."""

    feature: Feature = option(
        "bmi",
        "Body mass index, blood pressure (bp), six blood serum values (s1 to s6), age or sex; or all ten.",
    )
    test_share: float = test_share_field(0.0)
    scaling: Scaling = scaling_field("standardize")


def _draw(params: DiabetesParams, generator: Generator) -> Samples:
    del generator  # all 442 patients are taken
    return named_columns("load_diabetes", params.feature, scaled=False)


def _adapt(params: DiabetesParams) -> dict[str, Any]:
    return {"features": 10 if params.feature == "all" else 1}


ENTRY = Dataset(
    name="diabetes",
    title="Diabetes",
    aliases=("load_diabetes",),
    summary="442 patients: the progression of their disease after a year (in standard deviations from the "
    "mean) against one measurement. Raw units turn the round bowl into a ravine.",
    reference="Efron, Hastie, Johnstone & Tibshirani 2004, Least angle regression; scikit-learn, "
    "load_diabetes",
    params=DiabetesParams,
    features=1,
    classes=None,
    size=lambda _params: 442,
    draw=_draw,
    standard_target=True,
    adapt=_adapt,
)
