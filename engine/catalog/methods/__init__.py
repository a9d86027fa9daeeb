"""Optimizers: the methods by which a racer moves, under their own names for their parameters."""

from ...core.registry import Registry
from . import (
    adadelta,
    adafactor,
    adagrad,
    adam,
    adamax,
    adamw,
    asgd,
    evolution_strategy,
    lbfgs,
    muon,
    nadam,
    nelder_mead,
    newton,
    radam,
    rmsprop,
    rprop,
    sgd,
)
from .base import Optimizer
from .presets import Preset

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
        newton.ENTRY,
        nelder_mead.ENTRY,
        evolution_strategy.ENTRY,
    ],
)
"""All optimizers, in the menu's order."""

PRESETS: tuple[Preset, ...] = tuple(preset for entry in OPTIMIZERS for preset in entry.presets)
"""The presets of all optimizers."""
