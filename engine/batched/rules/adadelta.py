"""Batched update rule: Adadelta."""

from typing import final

from torch import Tensor

from ..batched_params import BatchedParams
from ..kernels import add_scaled, add_square
from .rule import Rule, with_weight_decay


@final
class AdadeltaRule(Rule):
    """``torch.optim.Adadelta``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        del count
        gradient = with_weight_decay(gradient, place, params)
        rho, eps = params.number("rho"), params.number("eps")
        square, moved = self.buffer("square", place), self.buffer("moved", place)
        add_square(square.mul_(rho), gradient, 1 - rho)
        below = square.add(eps).sqrt_()
        delta = moved.add(eps).sqrt_().div_(below).mul_(gradient)
        add_square(moved.mul_(rho), delta, 1 - rho)
        add_scaled(place, delta, -params.number("lr"))

    def is_autonomous(self, params: BatchedParams) -> bool:
        del params
        return True
