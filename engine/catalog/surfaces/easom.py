"""Easom function: one hole in a plateau."""

import math

import torch
from torch import Tensor

from .base import Surface


def easom(x: Tensor, y: Tensor) -> Tensor:
    """One hole in a plateau."""
    return -torch.cos(x) * torch.cos(y) * torch.exp(-((x - math.pi) ** 2) - (y - math.pi) ** 2)


ENTRY = Surface(
    name="easom",
    title="Easom",
    summary=(
        "A needle in a plateau: more than about 3 units away from the hole there is practically "
        "no slope to follow."
    ),
    formula=r"f(x, y) = -\cos x \cos y \; e^{-(x - \pi)^2 - (y - \pi)^2}",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Easom.",
    domain=((-2.0, 8.0), (-2.0, 8.0)),
    minima=((3.141592653589793, 3.141592653589793, -1.0),),
    lowest_everywhere="a product of cosines and a Gaussian of height 1",
    start=(4.2, 4.0),
    log_scale=False,
    kind="plateau",
    function=easom,
)
