"""Drop wave: circular ripples around the center."""

import torch
from torch import Tensor

from .base import Surface
from .safe_sqrt import safe_sqrt


def drop_wave(x: Tensor, y: Tensor) -> Tensor:
    """Circular ripples around the center."""
    square = x**2 + y**2
    return -(1 + torch.cos(12 * safe_sqrt(square))) / (0.5 * square + 2)


ENTRY = Surface(
    name="drop_wave",
    title="Drop wave",
    summary="Circular ripples: rings of local minima around the center.",
    formula=r"f(x, y) = -\frac{1 + \cos 12 r}{\tfrac12 r^2 + 2}, \quad r = \sqrt{x^2 + y^2}",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Drop-wave.",
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    minima=((0.0, 0.0, -1.0),),
    lowest_everywhere="its numerator is at most 2, its denominator at least 2",
    start=(1.3, 0.9),
    log_scale=False,
    kind="multimodal",
    function=drop_wave,
)
