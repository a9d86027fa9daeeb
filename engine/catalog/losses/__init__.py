"""Losses: what is minimized. The list is the menu; the first that fits a problem is its default."""

from ...core.registry import Registry
from .base import Loss
from .binary_cross_entropy import BINARY_CROSS_ENTROPY
from .binary_hinge import BINARY_HINGE
from .cross_entropy import CROSS_ENTROPY
from .hinge import HINGE
from .huber import HUBER
from .l1 import L1
from .mse import MSE

LOSSES: Registry[Loss] = Registry(
    "loss", [CROSS_ENTROPY, BINARY_CROSS_ENTROPY, MSE, HINGE, BINARY_HINGE, L1, HUBER]
)

__all__ = ["LOSSES", "Loss"]
