"""Schwefel function: the lowest point is far away from the second best."""

import torch
from torch import Tensor

from .base import Surface
from .safe_sqrt import safe_sqrt

HEIGHT = 837.9657745448674  # makes the minimum 0


def schwefel(x: Tensor, y: Tensor) -> Tensor:
    """A deceptive surface on a large scale; the root at 0 gets derivative 0."""
    return HEIGHT - x * torch.sin(safe_sqrt(x.abs())) - y * torch.sin(safe_sqrt(y.abs()))


ENTRY = Surface(
    name="schwefel",
    title="Schwefel",
    summary=(
        "Deceptive: the lowest point is far away from the second best. Its coordinates run to "
        "500, so learning rates from 1 to 100 are in place."
    ),
    formula=r"f(x, y) = 837.9658 - x \sin \sqrt{|x|} - y \sin \sqrt{|y|}",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Schwefel.",
    domain=((-500.0, 500.0), (-500.0, 500.0)),
    minima=((420.968746359982, 420.968746359982, 0.0),),
    start=(250.0, 330.0),
    log_scale=False,
    kind="multimodal",
    function=schwefel,
)
