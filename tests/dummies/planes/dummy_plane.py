"""A plane."""

import numpy as np

from ...core.params import NoParams
from .base import Plane, PlaneBasis, PlaneInputs


def _build(_params: NoParams, inputs: PlaneInputs) -> PlaneBasis:
    first, second = np.eye(len(inputs.initial))[:2]
    return PlaneBasis(inputs.initial, first, second, span=(1.0, 1.0))


ENTRY = Plane(
    name="dummy_plane",
    title="Dummy plane",
    summary="The first two weights.",
    guide=lambda _params: None,
    build=_build,
)
