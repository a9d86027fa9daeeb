"""Egg holder function: many local minima, the lowest point on the border."""

import torch
from torch import Tensor

from .base import Surface

TINY = 1e-300  # keeps the derivative of the root finite at 0


def _root(t: Tensor) -> Tensor:
    return torch.sqrt(t.abs() + TINY)


def eggholder(x: Tensor, y: Tensor) -> Tensor:
    """A rugged surface whose lowest point lies on the border; roots at 0 get derivative 0."""
    return -(y + 47) * torch.sin(_root(x / 2 + y + 47)) - x * torch.sin(_root(x - (y + 47)))


ENTRY = Surface(
    name="eggholder",
    title="Egg holder",
    summary=(
        "A hard global search: the lowest point lies on the border of the domain, behind some two "
        "hundred local minima."
    ),
    formula=(
        r"f(x, y) = -(y + 47) \sin \sqrt{\left|\tfrac x2 + y + 47\right|} - x \sin \sqrt{|x - (y "
        r"+ 47)|}"
    ),
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Eggholder.",
    domain=((-512.0, 512.0), (-512.0, 512.0)),
    minima=((512.0, 404.23180511375784, -959.640662720851),),
    start=(100.0, 200.0),
    log_scale=False,
    kind="multimodal",
    function=eggholder,
)
