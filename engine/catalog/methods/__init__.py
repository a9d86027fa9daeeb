"""Optimizers: the classes of ``torch.optim``, under PyTorch's names for their parameters."""

from ...core.registry import Registry
from . import (
    adadelta,
    adafactor,
    adagrad,
    adam,
    adamax,
    adamw,
    asgd,
    lbfgs,
    muon,
    nadam,
    radam,
    rmsprop,
    rprop,
    sgd,
)
from .base import Optimizer
from .presets import PRESETS, Preset

__all__ = ["OPTIMIZERS", "PRESETS", "Optimizer", "Preset"]

OPTIMIZERS = Registry(
    "optimizer",
    [
        sgd.ENTRY,
        adam.ENTRY,
        adamw.ENTRY,
        rmsprop.ENTRY,
        adagrad.ENTRY,
        adadelta.ENTRY,
        adamax.ENTRY,
        nadam.ENTRY,
        radam.ENTRY,
        asgd.ENTRY,
        rprop.ENTRY,
        lbfgs.ENTRY,
        adafactor.ENTRY,
        muon.ENTRY,
    ],
)
"""All optimizers, in the menu's order."""
