"""Rastrigin function: a quadratic with a regular grid of local minima."""

import math

import torch
from torch import Tensor

from .base import Surface

TAU = 2 * math.pi


def rastrigin(x: Tensor, y: Tensor) -> Tensor:
    """An egg box on a bowl: x^2 + y^2 with cosine ripples."""
    return 20 + x**2 - 10 * torch.cos(TAU * x) + y**2 - 10 * torch.cos(TAU * y)


ENTRY = Surface(
    name="rastrigin",
    title="Rastrigin",
    summary=(
        "An egg box on a bowl: 121 minima, of which one is the lowest. A method that only "
        "walks downhill stays in the first hollow."
    ),
    formula=r"f(x, y) = 20 + x^2 - 10 \cos 2\pi x + y^2 - 10 \cos 2\pi y",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Rastrigin.",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of terms that are nowhere negative",
    start=(3.3, 2.7),
    log_scale=False,
    kind="multimodal",
    function=rastrigin,
)
