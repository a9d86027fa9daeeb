"""Batched update rule: Adam and AdamW."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, apply
from ..kernels import add_quotient, quotient
from .moments import MomentsRule


@final
class AdamRule(MomentsRule):
    """``torch.optim.Adam``; with ``decoupled``, ``torch.optim.AdamW``."""

    def __init__(self, *, decoupled: bool = False) -> None:
        super().__init__()
        self.decoupled = decoupled

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        decoupled = self.decoupled or params.flag("decoupled_weight_decay")
        gradient = self.decay(place, gradient, params, decoupled=decoupled)
        mean, square = self.moments(place, gradient, params)
        if params.flag("amsgrad"):
            largest = self.buffer("largest", place)
            square = torch.maximum(largest, square, out=largest)
        first = apply(lambda beta: 1 - beta**count, params["beta1"])
        second = apply(lambda beta: (1 - beta**count) ** 0.5, params["beta2"])
        below = square.sqrt().div_(second).add_(params.number("eps"))
        add_quotient(place, mean, below, -quotient(params.number("lr"), first))
