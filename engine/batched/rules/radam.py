"""Batched update rule: RAdam."""

import math
from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, apply
from .moments import MomentsRule


def _rectifier(count: int) -> Callable[[float], float]:
    """Rectification term of the ``count``-th step as a function of beta2; NaN while it is undefined."""

    def rectifier(beta: float) -> float:
        longest = 2 / (1 - beta) - 1
        length = longest - 2 * count * (beta**count) / (1 - beta**count)
        if length <= 5.0:
            return math.nan
        share = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        return float(share**0.5)

    return rectifier


@final
class RadamRule(MomentsRule):
    """``torch.optim.RAdam``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        lr = params.number("lr")
        decoupled = params.flag("decoupled_weight_decay")
        gradient = self.decay(place, gradient, params, decoupled=decoupled)
        mean, square = self.moments(place, gradient, params)
        first = apply(lambda beta: 1 - beta**count, params["beta1"])
        plain = mean / first * lr
        rectifier = apply(_rectifier(count), params["beta2"])
        if not isinstance(rectifier, Tensor) and math.isnan(rectifier):
            place.add_(plain, alpha=-1.0)
            return
        root = apply(lambda beta: (1 - beta**count) ** 0.5, params["beta2"])
        rate = square.sqrt().add_(params.number("eps")).reciprocal() * root
        step = plain * rate * rectifier
        if isinstance(rectifier, Tensor):
            step = torch.where(rectifier.isnan(), plain, step)
        place.add_(step, alpha=-1.0)
