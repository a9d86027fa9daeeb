"""Plane fidelity: how much of a racer's trajectory its plane shows."""

from typing import Any, final

import numpy as np
import torch
from pydantic import BaseModel, Field

from ...problems.network import NetworkProblem
from .base import MeasureContext, Number, Quantity


@final
class PlaneFidelityFacts(BaseModel):
    """Plane fidelity: what the plane shows of the path."""

    explained_variance: Number = Field(description="Share of the path's variance that lies in the plane.")
    off_plane: Number = Field(description="Distance of the weights from the plane.")
    loss: Number
    loss_beneath: Number = Field(description="Loss at the nearest point of the plane.")


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    return None if problem.axes is not None else "It has two weights: the picture shows all there is."


def _measure(context: MeasureContext) -> dict[str, Any]:
    axes = context.problem.axes
    assert axes is not None
    x, y, distance = axes.project(torch.from_numpy(context.weights))
    return {
        "explained_variance": axes.explained_variance_of(context.path()),
        "off_plane": distance,
        "loss": context.problem.loss(context.parameters, None).item(),
        "loss_beneath": float(context.problem.loss_grid(np.array([x]), np.array([y]))[0, 0]),
    }


ENTRY = Quantity(
    facts=PlaneFidelityFacts,
    name="plane",
    title="How far to trust the picture",
    summary="The share of the racer's own path, up to here, that lies along the plane; its distance from the "
    "plane; and its true loss beside the loss on the plane at its foot.",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, section 7",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
