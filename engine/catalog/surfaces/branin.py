"""Branin function: three equal minima in curved valleys."""

import math

import torch
from torch import Tensor

from .base import Surface


def branin(x: Tensor, y: Tensor) -> Tensor:
    """Three equal minima in curved valleys."""
    valley = y - 5.1 * x**2 / (4 * math.pi**2) + 5 * x / math.pi - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * torch.cos(x) + 10


ENTRY = Surface(
    name="branin",
    title="Branin",
    summary="Three equally good minima in curved valleys.",
    formula=(
        r"f(x, y) = \left(y - \tfrac{5.1 x^2}{4\pi^2} + \tfrac{5x}{\pi} - 6\right)^2 + 10 \left(1 "
        r"- \tfrac{1}{8\pi}\right) \cos x + 10"
    ),
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Branin.",
    domain=((-5.0, 10.0), (0.0, 15.0)),
    minima=(
        (-3.141592653589793, 12.275, 0.3978873577297384),
        (3.141592653589793, 2.275, 0.3978873577297384),
        (9.42477796076938, 2.475, 0.3978873577297384),
    ),
    lowest_everywhere="a square plus a cosine at its lowest",
    start=(6.0, 12.0),
    log_scale=True,
    kind="multimodal",
    function=branin,
)
