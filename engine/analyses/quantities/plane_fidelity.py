"""How far the picture can be trusted: what the plane shows of a racer, and what it doesn't."""

from typing import Any

import numpy as np
import torch

from ...problems.network import NetworkProblem
from .base import Quantity, Stand


def _lacks(problem: NetworkProblem) -> str | None:
    return None if problem.axes is not None else "It has two weights: the picture shows all there is."


def _measure(stand: Stand) -> dict[str, Any]:
    axes = stand.problem.axes
    assert axes is not None
    x, y, distance = axes.project(torch.from_numpy(stand.weights))
    return {
        "explained_variance": axes.explained_variance_of(stand.path()),
        "off_plane": distance,
        "loss": stand.problem.loss(stand.parameters, None).item(),
        "loss_beneath": float(stand.problem.heights(np.array([x]), np.array([y]))[0, 0]),
    }


PLANE = Quantity(
    name="plane",
    title="How far to trust the picture",
    summary="The share of the racer's own path, up to here, that lies along the plane; its distance from the "
    "plane; and its true loss beside the loss on the plane at its foot.",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, section 7",
    lacks=_lacks,
    measure=_measure,
)
