"""McCormick function: a periodic trough on a slope."""

import torch
from torch import Tensor

from .base import Surface


def mccormick(x: Tensor, y: Tensor) -> Tensor:
    """A periodic trough on a slope."""
    return torch.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1


ENTRY = Surface(
    name="mccormick",
    title="McCormick",
    summary=(
        "A periodic trough on a slope: a local minimum at (2.594, 1.594), and outside the picture "
        "it goes down without end."
    ),
    formula=r"f(x, y) = \sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: McCormick.",
    domain=((-1.5, 4.0), (-3.0, 4.0)),
    minima=((-0.5471975511965976, -1.5471975511965979, -1.9132229549810367),),
    start=(3.0, 3.0),
    log_scale=False,
    kind="multimodal",
    function=mccormick,
)
