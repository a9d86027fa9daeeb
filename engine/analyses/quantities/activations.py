"""Activation histograms: the distribution of each hidden layer's outputs over the whole data set."""

from typing import Any, final

import numpy as np
import torch
from pydantic import BaseModel, Field
from torch import Tensor, nn

from ...problems.network import NetworkProblem
from .activation_capture import NO_HIDDEN, capture, hidden
from .base import MeasureContext, Number, Numbers, Quantity

BINS = 24
SATURATION_OUTPUT = 0.97
"""A tanh unit is saturated above this absolute output; a sigmoid, at the same share of its half height."""

RECTIFIERS = (nn.ReLU,)


@final
class ActivationLayer(BaseModel):
    """Histogram of one layer's outputs."""

    units: int
    edges: Numbers
    counts: Numbers = Field(description="Shares of the outputs between two edges.")
    mean: Number
    deviation: Number
    idle: float = Field(description="Share of dead units or of saturated outputs.")
    word: str = Field(description="What is wrong with them; empty if nothing can be.")


@final
class ActivationsFacts(BaseModel):
    """Activations: outputs of the hidden layers."""

    layers: list[ActivationLayer]


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    return None if hidden(problem) else NO_HIDDEN


def _inactive_share(module: nn.Module, values: Tensor) -> tuple[str, float]:
    """What can be wrong with a unit, and its share: of the units if dead, of the values if saturated."""
    if isinstance(module, RECTIFIERS):
        return "dead", float((values <= 0).all(dim=0).double().mean())
    if isinstance(module, nn.Tanh):
        return "saturated", float((values.abs() > SATURATION_OUTPUT).double().mean())
    if isinstance(module, nn.Sigmoid):
        return "saturated", float(((values - 0.5).abs() > SATURATION_OUTPUT / 2).double().mean())
    return "", 0.0


def _measure(context: MeasureContext) -> dict[str, Any]:
    layers = []
    for activations in capture(context, context.problem.inputs):
        module, values = activations.module, activations.rows
        known = values[torch.isfinite(values)].double().numpy()
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        counts, edges = np.histogram(known, bins=BINS, range=(low, high))
        word, idle = _inactive_share(module, values)
        layers.append(
            {
                "units": values.shape[1],
                "edges": edges,
                "counts": counts / max(1, known.size),
                "mean": float(known.mean()) if known.size else None,
                "deviation": float(known.std()) if known.size else None,
                "idle": idle,
                "word": word,
            }
        )
    return {"layers": layers}


ENTRY = Quantity(
    facts=ActivationsFacts,
    name="activations",
    title="Activations",
    summary="What each hidden layer's units say over the whole set. A rectifier that is never positive is "
    "dead; an S-curve at its ends is saturated, and passes hardly any gradient.",
    reference="Glorot & Bengio 2010",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
