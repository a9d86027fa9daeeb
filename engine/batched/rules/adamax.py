"""Adamax."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import Settings, each
from ..kernels import add_quotient, blend, quotient
from .rule import Rule, decayed


@final
class AdamaxRule(Rule):
    """``torch.optim.Adamax``."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        gradient = decayed(gradient, place, settings)
        mean, largest = self.kept("mean", place), self.kept("largest", place)
        blend(mean, gradient, 1 - settings.number("beta1"))
        size = gradient.abs().add_(settings.number("eps"))
        torch.maximum(largest.mul_(settings.number("beta2")), size, out=largest)
        correction = each(lambda beta: 1 - beta**count, settings["beta1"])
        add_quotient(place, mean, largest, -quotient(settings.number("lr"), correction))
