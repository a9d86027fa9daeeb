"""Losses: the family of functions that training minimizes, in the menu's order.

The first loss that fits a model and a dataset is their default.
"""

from ...core.registry import Registry
from . import binary_cross_entropy, binary_hinge, cross_entropy, hinge, huber, l1, mse
from .base import Loss

LOSSES: Registry[Loss] = Registry(
    "loss",
    [
        cross_entropy.ENTRY,
        binary_cross_entropy.ENTRY,
        mse.ENTRY,
        hinge.ENTRY,
        binary_hinge.ENTRY,
        l1.ENTRY,
        huber.ENTRY,
    ],
)

__all__ = ["LOSSES", "Loss"]
