"""Adagrad."""

from typing import final

from torch import Tensor

from ..batched_params import Column, Settings
from ..kernels import add_quotient, quotient
from .rule import Rule, decayed


@final
class AdagradRule(Rule):
    """``torch.optim.Adagrad``."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        gradient = decayed(gradient, place, settings)
        fill = settings["initial_accumulator_value"]
        assert not isinstance(fill, Column)
        total = self.kept("total", place, fill).addcmul_(gradient, gradient, value=1)
        rate = quotient(settings.number("lr"), 1 + (count - 1) * settings.number("lr_decay"))
        add_quotient(place, gradient, total.sqrt().add_(settings.number("eps")), -rate)

    def timeless(self, settings: Settings) -> bool:
        return not settings.used("lr_decay")
