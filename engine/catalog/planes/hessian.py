"""Hessian plane: the two directions in which the loss is curved most."""

from typing import final

from ...core.lanczos import extreme_eigenvalues
from .base import Plane, PlaneBasis, PlaneInputs
from .center import CenteredParams, center_guide
from .directions import pair
from .random import RandomParams, gaussian_direction

TOLERANCE = 1e-6
"""Relative residual of the eigenvectors."""


@final
class HessianParams(CenteredParams):
    """Parameters of the Hessian plane: its center and its half width."""


def _build(params: HessianParams, inputs: PlaneInputs) -> PlaneBasis:
    center = inputs.end
    product = inputs.hessian(center)
    values, vectors = extreme_eigenvalues(product, len(center), inputs.generator, 2, TOLERANCE)
    scale = RandomParams(biases="scaled")
    first, second = pair(
        list(vectors), lambda: gaussian_direction(scale, center, inputs.shapes, inputs.generator)
    )
    # The sign of an eigenvector is arbitrary: choose it so that the loss falls to the right and upwards.
    slope = inputs.gradient(center)
    first, second = (-one if one @ slope > 0 else one for one in (first, second))
    curvatures = (float(values[0]), float(values[1])) if len(values) == 2 else None
    return PlaneBasis(center, first, second, span=(params.span, params.span), eigenvalues=curvatures)


ENTRY = Plane(
    name="hessian",
    title="Sharpest directions",
    summary="The eigenvectors of the Hessian whose eigenvalues are largest in magnitude: the loss bends most "
    "along them. The two eigenvalues are shown; where one exceeds 2 / lr, plain SGD cannot stay.",
    formula=r"H v_i = \lambda_i v_i",
    reference="Pearlmutter 1994, Fast exact multiplication by the Hessian; Yao, Gholami, Keutzer & Mahoney "
    "2020, PyHessian",
    params=HessianParams,
    guide=center_guide,
    build=_build,
)
