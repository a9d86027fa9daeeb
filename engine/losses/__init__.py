"""Losses: what is minimized. The list is the menu; the first that fits a problem is its default."""

from ..registry import Registry
from .base import Loss
from .binary_cross_entropy import BINARY_CROSS_ENTROPY
from .cross_entropy import CROSS_ENTROPY
from .mse import MSE

LOSSES: Registry[Loss] = Registry("loss", [CROSS_ENTROPY, BINARY_CROSS_ENTROPY, MSE])

__all__ = ["LOSSES", "Loss"]
