"""A quantity."""

from typing import Any, final

import numpy as np
from pydantic import BaseModel

from .base import MeasureContext, Quantity


@final
class DummyFacts(BaseModel):
    """Facts of the dummy."""

    length: float


def _measure(context: MeasureContext) -> dict[str, Any]:
    return {"length": float(np.linalg.norm(context.weights))}


ENTRY = Quantity(
    name="dummy_quantity",
    title="Dummy quantity",
    summary="The length of all weights together.",
    facts=DummyFacts,
    measure=_measure,
)
