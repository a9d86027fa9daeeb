"""Schedules: the family of learning-rate schedules, which are classes of ``torch.optim.lr_scheduler``."""

from ...core.registry import Registry
from . import (
    constant,
    cosine,
    cosine_warm_restarts,
    cyclic,
    exponential,
    linear_warmup,
    multi_step,
    one_cycle,
    polynomial,
    reduce_on_plateau,
    step,
)
from .base import Schedule

__all__ = ["SCHEDULES", "Schedule"]

SCHEDULES = Registry(
    "schedule",
    [
        constant.ENTRY,
        step.ENTRY,
        multi_step.ENTRY,
        exponential.ENTRY,
        cosine.ENTRY,
        cosine_warm_restarts.ENTRY,
        linear_warmup.ENTRY,
        one_cycle.ENTRY,
        cyclic.ENTRY,
        polynomial.ENTRY,
        reduce_on_plateau.ENTRY,
    ],
)
"""All schedules, in the order of the menu."""
