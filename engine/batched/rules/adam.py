"""Adam and AdamW."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import Settings, each
from ..kernels import add_quotient, add_square, blend, quotient
from .rule import Rule, decayed


@final
class AdamRule(Rule):
    """``torch.optim.Adam``; with ``decoupled`` always as in ``torch.optim.AdamW``."""

    def __init__(self, *, decoupled: bool = False) -> None:
        super().__init__()
        self.decoupled = decoupled

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        lr = settings.number("lr")
        if not (self.decoupled or settings.flag("decoupled_weight_decay")):
            gradient = decayed(gradient, place, settings)
        elif settings.used("weight_decay"):
            place.mul_(1 - lr * settings.number("weight_decay"))
        mean, square = self.kept("mean", place), self.kept("square", place)
        blend(mean, gradient, 1 - settings.number("beta1"))
        beta2 = settings.number("beta2")
        add_square(square.mul_(beta2), gradient, 1 - beta2)
        if settings.flag("amsgrad"):
            largest = self.kept("largest", place)
            square = torch.maximum(largest, square, out=largest)
        first = each(lambda beta: 1 - beta**count, settings["beta1"])
        second = each(lambda beta: (1 - beta**count) ** 0.5, settings["beta2"])
        below = square.sqrt().div_(second).add_(settings.number("eps"))
        add_quotient(place, mean, below, -quotient(lr, first))
