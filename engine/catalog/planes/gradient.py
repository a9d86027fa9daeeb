"""The direction of steepest descent, and the one a path is taking."""

from typing import Literal, final

import numpy as np

from ...core.params import option
from .base import Array, Plane, PlaneBasis, PlaneInputs
from .center import CenteredParams, center_guide
from .directions import pair
from .random import RandomParams, gaussian_direction


@final
class GradientParams(CenteredParams):
    """Where the gradient is taken, and what stands beside it."""

    second: Literal["travel", "bend"] = option(
        "travel",
        "Beside the gradient: the way that the racer has come lately (what its momentum remembers), or the "
        "way the gradient turns as one goes down it.",
    )


def _travel(inputs: PlaneInputs) -> Array:
    """The last stretch of the first path; zero where there is none."""
    if not inputs.paths or len(inputs.paths[0]) < 2:
        return np.zeros_like(inputs.initial)
    before, after = inputs.paths[0][-2:]
    return np.asarray(after - before)


def _build(params: GradientParams, inputs: PlaneInputs) -> PlaneBasis:
    center = inputs.end
    slope = inputs.gradient(center)
    wanted = [-slope]
    if params.second == "travel":
        wanted.append(_travel(inputs))
    wanted.append(-inputs.hessian(center)(slope))
    scale = RandomParams(biases="scaled")
    first, second = pair(wanted, lambda: gaussian_direction(scale, center, inputs.shapes, inputs.generator))
    return PlaneBasis(center, first, second, span=(params.span, params.span))


ENTRY = Plane(
    name="gradient",
    title="Gradient and travel",
    summary="Steepest descent to the right; upwards, at right angles to it, the way that the racer has come "
    "lately, or, at the start, the way the gradient turns.",
    formula=r"d_1 = -\frac{\nabla f}{\lVert \nabla f \rVert}, \quad d_2 \propto m - (m \cdot d_1)\, d_1",
    reference="Goodfellow, Vinyals & Saxe 2015, Qualitatively characterizing neural network optimization "
    "problems",
    params=GradientParams,
    guide=center_guide,
    build=_build,
)
