"""Batched update rule: Adagrad."""

from typing import final

from torch import Tensor

from ..batched_params import BatchedParams, PerRun
from ..kernels import add_quotient, quotient
from .rule import Rule, with_weight_decay


@final
class AdagradRule(Rule):
    """``torch.optim.Adagrad``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        gradient = with_weight_decay(gradient, place, params)
        fill = params["initial_accumulator_value"]
        assert not isinstance(fill, PerRun)
        total = self.buffer("total", place, fill).addcmul_(gradient, gradient, value=1)
        rate = quotient(params.number("lr"), 1 + (count - 1) * params.number("lr_decay"))
        add_quotient(place, gradient, total.sqrt().add_(params.number("eps")), -rate)

    def is_autonomous(self, params: BatchedParams) -> bool:
        return not params.used("lr_decay")
