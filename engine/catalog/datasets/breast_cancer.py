"""Breast cancer dataset: benign or malignant, from measurements of cell images."""

from typing import Any, Literal, final

from numpy.random import Generator

from ...core.params import Params, option
from .base import Dataset, Samples
from .preparation import Scaling, label_noise_field, scaling_field, test_share_field
from .sklearn_tables import named_columns

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
    "all",
]


@final
class BreastCancerParams(Params):
    """Parameters of the breast cancer dataset: which measurement, and how it is prepared."""

    feature: Feature = option(
        "mean_radius",
        "Mean over the cell nuclei of one image, or the mean of the three largest (worst); or all 30 "
        "measurements, the standard errors among them.",
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.0)
    scaling: Scaling = scaling_field("standardize")


def _draw(params: BreastCancerParams, generator: Generator) -> Samples:
    del generator  # all 569 images are taken
    return named_columns("load_breast_cancer", params.feature)


def _adapt(params: BreastCancerParams) -> dict[str, Any]:
    return {"features": 30 if params.feature == "all" else 1}


ENTRY = Dataset(
    name="breast_cancer",
    title="Breast cancer",
    aliases=("load_breast_cancer",),
    summary="569 images of cell nuclei, benign (1) or malignant (0), by one measurement. The classes "
    "overlap, so the best weights are finite.",
    reference="Street, Wolberg & Mangasarian 1993, Nuclear feature extraction; scikit-learn, "
    "load_breast_cancer",
    params=BreastCancerParams,
    features=1,
    classes=2,
    size=lambda _params: 569,
    draw=_draw,
    adapt=_adapt,
)
