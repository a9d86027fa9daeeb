"""Rippled valley: a quadratic valley with ripples."""

import torch
from torch import Tensor

from .base import Surface


def valley_noise(x: Tensor, y: Tensor) -> Tensor:
    """A quadratic valley with ripples."""
    return 0.1 * x**2 + 2 * y**2 + 0.15 * (1 - torch.cos(6 * x)) + 0.15 * (1 - torch.cos(6 * y))


ENTRY = Surface(
    name="valley_noise",
    title="Rippled valley",
    summary=(
        "A bowl with small ripples: momentum rides over them, gradient descent with a small "
        "learning rate sticks in the first one."
    ),
    formula=r"f(x, y) = 0.1 x^2 + 2 y^2 + 0.15 (1 - \cos 6x) + 0.15 (1 - \cos 6y)",
    reference="Quadratic with ripples.",
    domain=((-4.0, 4.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of terms that are nowhere negative",
    start=(3.4, 1.3),
    log_scale=False,
    kind="multimodal",
    function=valley_noise,
)
