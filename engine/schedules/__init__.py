"""Learning-rate schedules: the classes of ``torch.optim.lr_scheduler``."""

from ..registry import Registry
from . import constant
from .schedule import Schedule

__all__ = ["SCHEDULES", "Schedule"]

SCHEDULES = Registry("schedule", [constant.ENTRY])
"""All schedules, in the menu's order."""
