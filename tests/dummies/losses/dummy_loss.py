"""A loss."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .base import Loss


def _encode(targets: NDArray[np.float64], _classes: int | None) -> Tensor:
    return torch.from_numpy(targets[:, None])


def _function(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets).cosh().log().mean()


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets.t()).cosh_().log_().mean(dim=(1, 2))


ENTRY = Loss(
    name="dummy_loss",
    title="Dummy loss",
    summary="The mean logarithm of the hyperbolic cosine of differences.",
    tasks=("regression",),
    outputs=lambda _classes: 1,
    encode=_encode,
    function=_function,
    across=_across,
)
