"""Batched update rule: RMSprop."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams
from ..kernels import add_quotient, add_scaled, add_square, blend
from .rule import Rule, with_weight_decay


@final
class RmspropRule(Rule):
    """``torch.optim.RMSprop``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        del count
        gradient = with_weight_decay(gradient, place, params)
        below = self._size(place, gradient, params).add_(params.number("eps"))
        lr = params.number("lr")
        if not params.used("momentum"):
            add_quotient(place, gradient, below, -lr)
            return
        momentum = params.number("momentum")
        velocity = self.buffer("velocity", place)
        velocity.mul_(momentum).addcdiv_(gradient, below)
        if isinstance(momentum, Tensor) and bool((momentum == 0).any()):
            plain = add_quotient(place.clone(), gradient, below, -lr)
            add_scaled(place, velocity, -lr)
            place.copy_(torch.where(momentum == 0, plain, place))
        else:
            add_scaled(place, velocity, -lr)

    def _size(self, place: Tensor, gradient: Tensor, params: BatchedParams) -> Tensor:
        alpha = params.number("alpha")
        square = self.buffer("square", place)
        add_square(square.mul_(alpha), gradient, 1 - alpha)
        if not params.flag("centered"):
            return square.sqrt()
        mean = blend(self.buffer("mean", place), gradient, 1 - alpha)
        return square.addcmul(mean, mean, value=-1).sqrt_()
