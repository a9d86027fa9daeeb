"""Lévy function: long wavy valleys."""

import math

import torch
from torch import Tensor

from .base import Surface


def levy(x: Tensor, y: Tensor) -> Tensor:
    """Long wavy valleys."""
    u = 1 + (x - 1) / 4
    v = 1 + (y - 1) / 4
    along = (u - 1) ** 2 * (1 + 10 * torch.sin(math.pi * u + 1) ** 2)
    across = (v - 1) ** 2 * (1 + torch.sin(2 * math.pi * v) ** 2)
    return torch.sin(math.pi * u) ** 2 + along + across


ENTRY = Surface(
    name="levy",
    title="Lévy",
    summary="Long wavy valleys, all parallel: local minima lie in wait on the way.",
    formula=(
        r"\begin{aligned} f &= \sin^2 \pi u + (u - 1)^2 (1 + 10 \sin^2(\pi u + 1)) \\ "
        r"&\quad + (v - 1)^2 (1 + \sin^2 2\pi v), \\ u &= 1 + \tfrac{x - 1}{4}, \; v = 1 + \tfrac{y - 1}{4} "
        r"\end{aligned}"
    ),
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Levy.",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, 1.0, 0.0),),
    lowest_everywhere="a sum of terms that are nowhere negative",
    start=(-4.0, 6.0),
    log_scale=False,
    kind="multimodal",
    function=levy,
)
