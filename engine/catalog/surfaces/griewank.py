"""Griewank function: ripples on a very shallow bowl."""

import math

import torch
from torch import Tensor

from .base import Surface

SQRT2 = math.sqrt(2.0)


def griewank(x: Tensor, y: Tensor) -> Tensor:
    """Ripples on a very shallow bowl."""
    return 1 + (x**2 + y**2) / 4000 - torch.cos(x) * torch.cos(y / SQRT2)


ENTRY = Surface(
    name="griewank",
    title="Griewank",
    summary=(
        "Ripples on an almost flat bowl. Gradients are tiny, so learning rates of 1 and more are right."
    ),
    formula=r"f(x, y) = 1 + \tfrac{x^2 + y^2}{4000} - \cos x \cos \tfrac{y}{\sqrt2}",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Griewank.",
    domain=((-12.0, 12.0), (-12.0, 12.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="1 minus a product of cosines, plus squares",
    start=(7.5, 6.0),
    log_scale=False,
    kind="multimodal",
    function=griewank,
)
