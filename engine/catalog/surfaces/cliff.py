"""Cliff: a gentle slope broken by a steep cliff."""

import torch
from torch import Tensor

from .base import Surface


def cliff(x: Tensor, y: Tensor) -> Tensor:
    """A gentle slope broken by a steep cliff."""
    return 0.5 * y**2 + 0.02 * (x - 4) ** 2 + 4 * torch.sigmoid(-30 * (x - 0.5))


ENTRY = Surface(
    name="cliff",
    title="Cliff",
    summary=(
        "A wall of slope 30, as recurrent networks have them: a single step can throw the ball "
        "far away. Gradient clipping was invented for this."
    ),
    formula=r"f(x, y) = \tfrac12 y^2 + 0.02 (x - 4)^2 + 4 \sigma(-30 (x - 0.5))",
    reference="Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063",
    domain=((-2.0, 6.0), (-2.0, 2.0)),
    minima=((4.0, 0.0, 0.0),),
    lowest_everywhere="a sum of terms that are nowhere negative",
    start=(0.05, 1.0),
    log_scale=False,
    kind="cliff",
    function=cliff,
)
