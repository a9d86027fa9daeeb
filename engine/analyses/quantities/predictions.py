"""Which class a network's answer stands for, under any loss."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...catalog.losses import Loss

Array = NDArray[np.float64]


def class_losses(outputs: Tensor, loss: Loss, classes: int) -> Array:
    """What each answer would cost if each class were the true one: shape (answers, classes).

    ``outputs`` has shape (answers, outputs). The class that would cost least is the one that is meant,
    whatever the loss's code for classes is.
    """
    alone = outputs[:, :, None]
    costs = []
    for one in range(classes):
        target = loss.encode(np.full(1, float(one)), classes)
        costs.append(loss.across(alone, target.to(outputs.dtype) if target.is_floating_point() else target))
    return torch.stack(costs, dim=1).double().numpy()


def shares(costs: Array) -> Array:
    """exp(-cost), made to sum to 1 over the classes: under cross entropy these are the softmax itself."""
    weights = np.exp(costs.min(axis=1, keepdims=True) - costs)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
