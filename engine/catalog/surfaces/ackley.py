"""Ackley function: a rippled plain with a deep hole and a cusp at its bottom."""

import math

import torch
from torch import Tensor

from .base import Surface
from .safe_sqrt import safe_sqrt

TAU = 2 * math.pi


def ackley(x: Tensor, y: Tensor) -> Tensor:
    """A rippled plain with a hole; the cusp at the origin gets gradient 0."""
    radius = safe_sqrt(0.5 * (x**2 + y**2))
    ripple = torch.exp(0.5 * (torch.cos(TAU * x) + torch.cos(TAU * y)))
    return -20 * torch.exp(-0.2 * radius) - ripple + math.e + 20


ENTRY = Surface(
    name="ackley",
    title="Ackley",
    summary=(
        "Nearly flat far out, a narrow deep hole in the middle, and a cusp at its bottom, where "
        "the gradient never fades."
    ),
    formula=(
        r"f(x, y) = -20\, e^{-0.2 \sqrt{(x^2 + y^2) / 2}} - e^{(\cos 2\pi x + \cos 2\pi y) / 2} + "
        r"e + 20"
    ),
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Ackley.",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of terms that are nowhere negative",
    start=(3.3, 2.7),
    log_scale=False,
    kind="multimodal",
    function=ackley,
)
