"""Interpolation plane: contains the straight line between two sets of weights."""

from typing import Literal, final

import numpy as np

from ...core.errors import InvalidSpec
from ...core.limits import MAX_RACERS
from ...core.params import Params, integer, option
from ...core.types import Array
from .base import Plane, PlaneBasis, PlaneInputs, RacerGuide
from .directions import pair
from .random import RandomParams, gaussian_direction


@final
class InterpolationParams(Params):
    """Parameters of the interpolation plane: the two ends of the line."""

    between: Literal["start_and_end", "two_ends"] = option(
        "start_and_end", "From a racer's start to its end, or from its end to another's."
    )
    racer: int = integer(0, "The racer, counted from 0.", soft=(0, 3), ge=0, lt=MAX_RACERS)
    other: int = integer(
        1,
        "The other, where two ends are joined.",
        soft=(0, 3),
        idle={"between": ["start_and_end"]},
        ge=0,
        lt=MAX_RACERS,
    )


def _guide(params: InterpolationParams) -> RacerGuide:
    return RacerGuide((params.racer,) if params.between == "start_and_end" else (params.racer, params.other))


def _sideways(path: Array, along: Array) -> Array:
    """Offset of a path from the line through its start, at the point farthest from that line."""
    offsets = path - path[0]
    offsets = offsets - np.outer(offsets @ along, along) / max(along @ along, np.finfo(float).tiny)
    return np.asarray(offsets[np.linalg.norm(offsets, axis=1).argmax()])


def _build(params: InterpolationParams, inputs: PlaneInputs) -> PlaneBasis:
    if params.between == "two_ends":
        origin, end = inputs.paths[0][-1], inputs.paths[1][-1]
        # The common start lies in the plane too, so that both paths are seen from their fork on.
        sideways = inputs.initial - origin
    else:
        origin, end = inputs.initial, inputs.end
        sideways = _sideways(inputs.paths[0], end - origin)
    line = end - origin
    if not line.any():
        raise InvalidSpec(
            "/plane/params/" + ("other" if params.between == "two_ends" else "racer"),
            "The two ends are the same weights, so no line joins them. Choose two racers that end in "
            "different places.",
        )
    scale = RandomParams(biases="scaled")
    _, second = pair(
        [line, sideways], lambda: gaussian_direction(scale, origin, inputs.shapes, inputs.generator)
    )
    return PlaneBasis(origin, line, second * np.linalg.norm(line), span=None, segment=True)


ENTRY = Plane(
    name="interpolation",
    title="Interpolation",
    summary="The straight line from start to end runs from 0 to 1, with the path beside it; or the line "
    "between the ends of two racers, with the height of the barrier between them.",
    formula=r"\theta(x) = (1 - x)\, \theta_0 + x\, \theta_1",
    reference="Goodfellow, Vinyals & Saxe 2015; Frankle, Dziugaite, Roy & Carbin 2020, Linear mode "
    "connectivity and the lottery ticket hypothesis",
    params=InterpolationParams,
    guide=_guide,
    build=_build,
)
