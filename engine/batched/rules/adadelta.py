"""Adadelta."""

from typing import final

from torch import Tensor

from ..batched_params import Settings
from ..kernels import add_scaled, add_square
from .rule import Rule, decayed


@final
class AdadeltaRule(Rule):
    """``torch.optim.Adadelta``."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        del count
        gradient = decayed(gradient, place, settings)
        rho, eps = settings.number("rho"), settings.number("eps")
        square, moved = self.kept("square", place), self.kept("moved", place)
        add_square(square.mul_(rho), gradient, 1 - rho)
        below = square.add(eps).sqrt_()
        delta = moved.add(eps).sqrt_().div_(below).mul_(gradient)
        add_square(moved.mul_(rho), delta, 1 - rho)
        add_scaled(place, delta, -settings.number("lr"))

    def timeless(self, settings: Settings) -> bool:
        del settings
        return True
