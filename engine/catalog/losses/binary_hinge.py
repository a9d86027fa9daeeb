"""Binary hinge loss: for two classes, over a single output."""

import torch
from torch import Tensor

from ...core.types import Array
from .base import Loss


def _encode(targets: Array, _classes: int | None) -> Tensor:
    """Targets -1 for class 0 and 1 for class 1, shape (samples, 1)."""
    return torch.from_numpy(2 * targets[:, None] - 1)


def _hinge(outputs: Tensor, targets: Tensor) -> Tensor:
    return (1 - targets * outputs).clamp(min=0).mean()


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    return (1 - targets.t() * outputs).clamp_(min=0).mean(dim=(1, 2))


ENTRY = Loss(
    name="binary_hinge",
    title="Binary hinge",
    aliases=("HingeEmbeddingLoss",),
    summary="Nothing for an answer that is on its side of zero by a margin of 1, and as much as it falls "
    "short of that otherwise: the loss of a support vector machine.",
    formula=r"\frac{1}{N} \sum_i \max(0,\ 1 - t_i z_i), \quad t_i = \pm 1",
    reference="Cortes & Vapnik 1995, Support-vector networks",
    tasks=("classification",),
    classes=2,
    outputs=lambda _classes: 1,
    encode=_encode,
    function=_hinge,
    across=_across,
)
