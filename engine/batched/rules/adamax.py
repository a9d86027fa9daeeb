"""Batched update rule: Adamax."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, apply
from ..kernels import add_quotient, blend, quotient
from .rule import Rule, with_weight_decay


@final
class AdamaxRule(Rule):
    """``torch.optim.Adamax``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        gradient = with_weight_decay(gradient, place, params)
        mean, largest = self.buffer("mean", place), self.buffer("largest", place)
        blend(mean, gradient, 1 - params.number("beta1"))
        size = gradient.abs().add_(params.number("eps"))
        torch.maximum(largest.mul_(params.number("beta2")), size, out=largest)
        correction = apply(lambda beta: 1 - beta**count, params["beta1"])
        add_quotient(place, mean, largest, -quotient(params.number("lr"), correction))
