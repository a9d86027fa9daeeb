"""Predictions: turns a network's outputs into classes and class shares, for any loss."""

import numpy as np
import torch
from torch import Tensor

from ...catalog.losses import Loss
from ...core.types import Array


def class_losses(outputs: Tensor, loss: Loss, classes: int) -> Array:
    """Loss of each output for each class as the target: shape (samples, classes).

    ``outputs`` has shape (samples, outputs). The class with the lowest loss is the prediction, however the
    loss encodes classes.
    """
    alone = outputs[:, :, None]
    costs = []
    for one in range(classes):
        target = loss.encode(np.full(1, float(one)), classes)
        costs.append(loss.across(alone, target.to(outputs.dtype) if target.is_floating_point() else target))
    return torch.stack(costs, dim=1).double().numpy()


def shares(costs: Array) -> Array:
    """Class shares: exp(-cost) normalized over the classes; under cross entropy this is the softmax."""
    weights = np.exp(costs.min(axis=1, keepdims=True) - costs)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
