"""Gradient plane: the direction of steepest descent, and the last direction of a racer's path."""

from typing import Literal, final

import numpy as np

from ...core.params import option
from ...core.types import Array
from .base import Plane, PlaneBasis, PlaneInputs
from .center import CenteredParams, center_guide
from .directions import pair
from .random import RandomParams, gaussian_direction


@final
class GradientParams(CenteredParams):
    """Parameters of the gradient plane: its center and its second direction."""

    second: Literal["travel", "bend"] = option(
        "travel",
        "Second direction: the racer's last movement (travel, what its momentum remembers), or the change of "
        "the gradient along itself (bend).",
    )


def _travel(inputs: PlaneInputs) -> Array:
    """The last recorded step of the first path; zero if there is none."""
    if not inputs.paths or len(inputs.paths[0]) < 2:
        return np.zeros_like(inputs.initial)
    before, after = inputs.paths[0][-2:]
    return np.asarray(after - before)


def _build(params: GradientParams, inputs: PlaneInputs) -> PlaneBasis:
    center = inputs.end
    slope = inputs.gradient(center)
    candidates = [-slope]
    if params.second == "travel":
        candidates.append(_travel(inputs))
    candidates.append(-inputs.hessian(center)(slope))
    scale = RandomParams(biases="scaled")
    first, second = pair(
        candidates, lambda: gaussian_direction(scale, center, inputs.shapes, inputs.generator)
    )
    return PlaneBasis(center, first, second, span=(params.span, params.span))


ENTRY = Plane(
    name="gradient",
    title="Gradient and travel",
    summary="Steepest descent to the right; upwards, at right angles to it, the racer's last movement or, at "
    "the start, the direction in which the gradient turns.",
    formula=r"d_1 = -\frac{\nabla f}{\lVert \nabla f \rVert}, \quad d_2 \propto m - (m \cdot d_1)\, d_1",
    reference="Goodfellow, Vinyals & Saxe 2015, Qualitatively characterizing neural network optimization "
    "problems",
    params=GradientParams,
    guide=center_guide,
    build=_build,
)
