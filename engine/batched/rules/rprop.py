"""Batched update rule: Rprop."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, PerRun
from .rule import Rule


@final
class RpropRule(Rule):
    """``torch.optim.Rprop``: uses only the signs of gradients. ``lr`` is the length of the first step."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        del count
        if "length" not in self.state:
            self.state["length"] = place.new_zeros(place.shape) + params.number("lr")
        length, former = self.buffer("length", place), self.buffer("former", place)
        smaller, larger = params.number("etaminus"), params.number("etaplus")
        sign = gradient.mul(former).sign()
        turned = sign < 0
        factor = torch.where(
            sign > 0, larger, torch.where(turned, smaller, torch.where(sign == 0, 1.0, sign))
        )
        lower, upper = params["step_size_min"], params["step_size_max"]
        assert not isinstance(lower, PerRun)
        assert not isinstance(upper, PerRun)
        length.mul_(factor).clamp_(lower, upper)
        gradient = gradient.masked_fill(factor == smaller, 0.0)
        place.addcmul_(gradient.sign(), length, value=-1)
        former.copy_(gradient)

    def is_autonomous(self, params: BatchedParams) -> bool:
        del params
        return True
