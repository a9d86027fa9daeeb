"""Update rules: those of ``torch.optim`` for many runs at once."""

from collections.abc import Callable
from functools import partial

from .adadelta import AdadeltaRule
from .adagrad import AdagradRule
from .adam import AdamRule
from .adamax import AdamaxRule
from .asgd import AsgdRule
from .nadam import NadamRule
from .radam import RadamRule
from .rmsprop import RmspropRule
from .rprop import RpropRule
from .rule import Rule
from .sgd import SgdRule

__all__ = ["RULES", "Rule"]

RULES: dict[str, Callable[[], Rule]] = {
    "sgd": SgdRule,
    "adam": AdamRule,
    "adamw": partial(AdamRule, decoupled=True),
    "rmsprop": RmspropRule,
    "adagrad": AdagradRule,
    "adadelta": AdadeltaRule,
    "adamax": AdamaxRule,
    "nadam": NadamRule,
    "radam": RadamRule,
    "asgd": AsgdRule,
    "rprop": RpropRule,
}
"""Rules by the optimizer's name. L-BFGS, Muon and Adafactor are not elementwise, so they have none."""
