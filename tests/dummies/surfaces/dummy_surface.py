"""A surface without measured rates."""

import torch
from torch import Tensor

from .base import Surface


def dummy_surface(x: Tensor, y: Tensor) -> Tensor:
    """A bowl with ripples along x."""
    return x**2 + 2 * y**2 + 0.1 * (1 - torch.cos(5 * x))


ENTRY = Surface(
    name="dummy_surface",
    title="Dummy surface",
    summary="A bowl with ripples.",
    formula=r"f(x, y) = x^2 + 2 y^2 + 0.1 (1 - \cos 5x)",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, 0.0),),
    start=(1.5, -1.0),
    log_scale=False,
    kind="multimodal",
    function=dummy_surface,
)
