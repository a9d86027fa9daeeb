"""Mean squared error: for a regression, or for classes against one-hot targets."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ...core.types import Array
from .base import Loss


def _encode(targets: Array, classes: int | None) -> Tensor:
    """Targets of shape (samples, outputs): the value itself, or 1 for the true class and 0 for the others."""
    if classes is None:
        return torch.from_numpy(targets[:, None])
    return torch.from_numpy(np.eye(classes)[targets.astype(np.int64)])


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets.t()).square_().mean(dim=(1, 2))


ENTRY = Loss(
    name="mse",
    title="Mean squared error",
    aliases=("MSELoss", "mean_squared_error", "squared_error"),
    summary="The mean of squared differences, over samples and outputs. For classes, the target is 1 at the"
    " true class and 0 elsewhere.",
    formula=r"\frac{1}{N C} \sum_{i, c} (\hat y_{i c} - y_{i c})^2",
    reference="torch.nn.functional.mse_loss",
    tasks=("regression", "classification"),
    outputs=lambda classes: 1 if classes is None else classes,
    encode=_encode,
    function=functional.mse_loss,
    across=_across,
)
