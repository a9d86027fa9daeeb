"""Random plane: two Gaussian directions, normalized filter by filter."""

from typing import Literal, final

import numpy as np
from numpy.random import Generator

from ...core.errors import InvalidSpec
from ...core.params import integer, option
from ...core.types import Array
from .base import Plane, PlaneBasis, PlaneInputs, Shapes
from .center import CenteredParams, center_guide
from .directions import orthogonal_to, unit

Normalization = Literal["filter", "layer", "none"]

MAX_TRIES = 64
"""Attempts to draw a second direction that is not parallel to the first.

With few weights, each a filter of its own, normalization can make both equal.
"""


@final
class RandomParams(CenteredParams):
    """Parameters of the random plane: its center, and the scale of its directions."""

    normalization: Normalization = option(
        "filter", "Each unit's (filter) or each layer's direction gets the length of its weights."
    )
    biases: Literal["fixed", "scaled"] = option(
        "fixed", "Biases stay as they are, or move by directions of their own length."
    )
    draw: int = integer(0, "Another number gives other directions.", soft=(0, 20), ge=0, lt=2**31)


def normalized(direction: Array, weights: Array, normalization: Normalization) -> Array:
    """Scale the direction of one parameter, of two or more dimensions, to the length of its weights.

    If all weights of a filter (or layer) are zero, its direction gets length 1, so that zero weights
    have a landscape too.
    """
    if normalization == "none":
        return direction
    rows = (len(weights), -1) if normalization == "filter" else (1, -1)
    flat, model = direction.reshape(rows), weights.reshape(rows)
    length = np.linalg.norm(model, axis=1, keepdims=True)
    drawn_length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat * (np.where(length > 0, length, 1.0) / drawn_length))


def gaussian_direction(params: RandomParams, weights: Array, shapes: Shapes, generator: Generator) -> Array:
    """Gaussian direction in weight space, shape (weights,), scaled parameter by parameter.

    Source: Li, Xu, Taylor, Studer & Goldstein 2018, section 4 (filter normalization).
    """
    parts = []
    start = 0
    for shape in shapes:
        size = int(np.prod(shape))
        block = weights[start : start + size].reshape(shape)
        drawn = generator.standard_normal(shape)
        if len(shape) > 1:
            drawn = normalized(drawn, block, params.normalization)
        elif params.biases == "fixed":
            drawn = np.zeros(shape)
        else:
            drawn *= np.linalg.norm(block) / np.linalg.norm(drawn)
        parts.append(drawn.reshape(-1))
        start += size
    return np.concatenate(parts)


def _build(params: RandomParams, inputs: PlaneInputs) -> PlaneBasis:
    first = gaussian_direction(params, inputs.end, inputs.shapes, inputs.generator)
    along = unit(first)
    for _ in range(MAX_TRIES):
        second = gaussian_direction(params, inputs.end, inputs.shapes, inputs.generator)
        if along is not None and orthogonal_to(second, along) is not None:
            break
    else:
        raise InvalidSpec(
            "/plane/params/normalization",
            "So few weights have no two directions that differ when each is as long as its filter: choose "
            "layer or none.",
        )
    return PlaneBasis(inputs.end, first, second, span=(params.span, params.span))


ENTRY = Plane(
    name="random",
    title="Random directions",
    summary="Two Gaussian directions, scaled unit by unit to the length of the unit's weights, so that "
    "pictures of different networks can be compared. Training hardly moves along them: the path "
    "shows as a dot.",
    formula=r"d_{ij} \leftarrow \frac{d_{ij}}{\lVert d_{ij} \rVert} \lVert \theta_{ij} \rVert",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the loss landscape of neural nets",
    params=RandomParams,
    guide=center_guide,
    build=_build,
)
