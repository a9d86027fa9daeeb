"""Weight plane: the coordinates are two single weights."""

from typing import final

import numpy as np

from ...core.errors import InvalidSpec
from ...core.params import integer
from ...core.types import Array
from .base import Plane, PlaneBasis, PlaneInputs
from .center import CenteredParams, center_guide


@final
class WeightsParams(CenteredParams):
    """Parameters of the weight plane: the two weights that change while all others stay."""

    first: int = integer(0, "The weight along x, counted from 0 in the module's order.", soft=(0, 100), ge=0)
    second: int = integer(1, "The weight along y.", soft=(0, 100), ge=0)


def _along(index: int, name: str, size: int) -> Array:
    if index >= size:
        raise InvalidSpec(
            f"/plane/params/{name}",
            f"There is no weight {index}: the network has {size:,}. Choose one from 0 to {size - 1}.",
        )
    direction = np.zeros(size)
    direction[index] = 1.0
    return direction


def _build(params: WeightsParams, inputs: PlaneInputs) -> PlaneBasis:
    if params.first == params.second:
        raise InvalidSpec(
            "/plane/params/second",
            f"Both directions are weight {params.first}. Choose two different weights.",
        )
    size = len(inputs.initial)
    first, second = _along(params.first, "first", size), _along(params.second, "second", size)
    return PlaneBasis(inputs.end, first, second, span=(params.span, params.span))


ENTRY = Plane(
    name="weights",
    title="Two weights",
    summary="Two single weights move, all others stay: x and y are how far from their values at the center.",
    formula=r"\theta(x, y) = \theta_0 + x\, e_i + y\, e_j",
    params=WeightsParams,
    guide=center_guide,
    build=_build,
)
