"""Egg holder function: many local minima, the lowest point on the border."""

import torch
from torch import Tensor

from .base import Surface
from .safe_sqrt import safe_sqrt


def eggholder(x: Tensor, y: Tensor) -> Tensor:
    """A rugged surface whose lowest point lies on the border; roots at 0 get derivative 0."""
    # The order of operations also sets the order in which autograd adds, and so the bits of the gradient.
    return -(y + 47) * torch.sin(safe_sqrt((x / 2 + y + 47).abs())) - x * torch.sin(
        safe_sqrt((x - (y + 47)).abs())
    )


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
