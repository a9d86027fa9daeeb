"""Rprop."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import Column, Settings
from .rule import Rule


@final
class RpropRule(Rule):
    """``torch.optim.Rprop``: the signs of gradients only. ``lr`` is the first step's length."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        del count
        if "length" not in self.state:
            self.state["length"] = place.new_zeros(place.shape) + settings.number("lr")
        length, former = self.kept("length", place), self.kept("former", place)
        smaller, larger = settings.number("etaminus"), settings.number("etaplus")
        sign = gradient.mul(former).sign()
        turned = sign < 0
        factor = torch.where(
            sign > 0, larger, torch.where(turned, smaller, torch.where(sign == 0, 1.0, sign))
        )
        lower, upper = settings["step_size_min"], settings["step_size_max"]
        assert not isinstance(lower, Column)
        assert not isinstance(upper, Column)
        length.mul_(factor).clamp_(lower, upper)
        gradient = gradient.masked_fill(factor == smaller, 0.0)
        place.addcmul_(gradient.sign(), length, value=-1)
        former.copy_(gradient)

    def timeless(self, settings: Settings) -> bool:
        del settings
        return True
