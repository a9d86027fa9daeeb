"""RAdam."""

import math
from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from ..batched_params import Settings, each
from ..kernels import add_square, blend
from .rule import Rule, decayed


def _rectifier(count: int) -> Callable[[float], float]:
    """The rectification at the ``count``-th step as a function of beta2; NaN while there is none."""

    def rectifier(beta: float) -> float:
        longest = 2 / (1 - beta) - 1
        length = longest - 2 * count * (beta**count) / (1 - beta**count)
        if length <= 5.0:
            return math.nan
        share = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        return float(share**0.5)

    return rectifier


@final
class RadamRule(Rule):
    """``torch.optim.RAdam``."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        lr = settings.number("lr")
        if not settings.flag("decoupled_weight_decay"):
            gradient = decayed(gradient, place, settings)
        elif settings.used("weight_decay"):
            place.mul_(1 - lr * settings.number("weight_decay"))
        mean, square = self.kept("mean", place), self.kept("square", place)
        blend(mean, gradient, 1 - settings.number("beta1"))
        beta2 = settings.number("beta2")
        add_square(square.mul_(beta2), gradient, 1 - beta2)
        first = each(lambda beta: 1 - beta**count, settings["beta1"])
        plain = mean / first * lr
        rectifier = each(_rectifier(count), settings["beta2"])
        if not isinstance(rectifier, Tensor) and math.isnan(rectifier):
            place.add_(plain, alpha=-1.0)
            return
        root = each(lambda beta: (1 - beta**count) ** 0.5, settings["beta2"])
        rate = square.sqrt().add_(settings.number("eps")).reciprocal() * root
        step = plain * rate * rectifier
        if isinstance(rectifier, Tensor):
            step = torch.where(rectifier.isnan(), plain, step)
        place.add_(step, alpha=-1.0)
