"""Optimizers: the classes of ``torch.optim``, under PyTorch's names for their parameters."""

from ..registry import Registry
from . import adam, rmsprop, sgd
from .optimizer import Optimizer

__all__ = ["OPTIMIZERS", "Optimizer"]

OPTIMIZERS = Registry("optimizer", [sgd.ENTRY, adam.ENTRY, rmsprop.ENTRY])
"""All optimizers, in the menu's order."""
