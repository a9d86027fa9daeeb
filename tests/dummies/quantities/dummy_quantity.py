"""A quantity."""

from typing import Any

import numpy as np

from .base import MeasureContext, Quantity


def _measure(context: MeasureContext) -> dict[str, Any]:
    return {"length": float(np.linalg.norm(context.weights))}


ENTRY = Quantity(
    name="dummy_quantity",
    title="Dummy quantity",
    summary="The length of all weights together.",
    measure=_measure,
)
