"""Batched update rule: Adam and AdamW."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, apply
from ..kernels import add_quotient, add_square, blend, quotient
from .rule import Rule, with_weight_decay


@final
class AdamRule(Rule):
    """``torch.optim.Adam``; with ``decoupled``, ``torch.optim.AdamW``."""

    def __init__(self, *, decoupled: bool = False) -> None:
        super().__init__()
        self.decoupled = decoupled

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        lr = params.number("lr")
        if not (self.decoupled or params.flag("decoupled_weight_decay")):
            gradient = with_weight_decay(gradient, place, params)
        elif params.used("weight_decay"):
            place.mul_(1 - lr * params.number("weight_decay"))
        mean, square = self.buffer("mean", place), self.buffer("square", place)
        blend(mean, gradient, 1 - params.number("beta1"))
        beta2 = params.number("beta2")
        add_square(square.mul_(beta2), gradient, 1 - beta2)
        if params.flag("amsgrad"):
            largest = self.buffer("largest", place)
            square = torch.maximum(largest, square, out=largest)
        first = apply(lambda beta: 1 - beta**count, params["beta1"])
        second = apply(lambda beta: (1 - beta**count) ** 0.5, params["beta2"])
        below = square.sqrt().div_(second).add_(params.number("eps"))
        add_quotient(place, mean, below, -quotient(lr, first))
