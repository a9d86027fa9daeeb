"""RMSprop."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import Settings
from ..kernels import add_quotient, add_scaled, add_square, blend
from .rule import Rule, decayed


@final
class RmspropRule(Rule):
    """``torch.optim.RMSprop``."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        del count
        gradient = decayed(gradient, place, settings)
        below = self._size(place, gradient, settings).add_(settings.number("eps"))
        lr = settings.number("lr")
        if not settings.used("momentum"):
            add_quotient(place, gradient, below, -lr)
            return
        momentum = settings.number("momentum")
        velocity = self.kept("velocity", place)
        velocity.mul_(momentum).addcdiv_(gradient, below)
        if isinstance(momentum, Tensor) and bool((momentum == 0).any()):
            plain = add_quotient(place.clone(), gradient, below, -lr)
            add_scaled(place, velocity, -lr)
            place.copy_(torch.where(momentum == 0, plain, place))
        else:
            add_scaled(place, velocity, -lr)

    def _size(self, place: Tensor, gradient: Tensor, settings: Settings) -> Tensor:
        alpha = settings.number("alpha")
        square = self.kept("square", place)
        add_square(square.mul_(alpha), gradient, 1 - alpha)
        if not settings.flag("centered"):
            return square.sqrt()
        mean = blend(self.kept("mean", place), gradient, 1 - alpha)
        return square.addcmul(mean, mean, value=-1).sqrt_()
