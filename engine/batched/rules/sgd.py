"""SGD with momentum, dampening, Nesterov's form and weight decay."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import Number, Settings
from ..kernels import add_scaled, plus_scaled
from .rule import Rule, decayed


@final
class SgdRule(Rule):
    """``torch.optim.SGD``."""

    def step(self, place: Tensor, gradient: Tensor, settings: Settings, count: int) -> None:
        del count
        gradient = decayed(gradient, place, settings)
        if settings.used("momentum"):
            gradient = self._velocity(gradient, settings)
        add_scaled(place, gradient, -settings.number("lr"))

    def timeless(self, settings: Settings) -> bool:
        del settings
        return True

    def _velocity(self, gradient: Tensor, settings: Settings) -> Tensor:
        momentum = settings.number("momentum")
        velocity = self.state.get("velocity")
        if velocity is None:
            velocity = self.state["velocity"] = gradient.clone()
        else:
            assert isinstance(velocity, Tensor)
            add_scaled(velocity.mul_(momentum), gradient, _share(momentum, settings))
        assert isinstance(velocity, Tensor)
        return plus_scaled(gradient, velocity, momentum) if settings.flag("nesterov") else velocity


def _share(momentum: Number, settings: Settings) -> Number:
    """How much of a gradient enters the velocity: whole where a ball has no momentum to dampen."""
    share = 1 - settings.number("dampening")
    if isinstance(momentum, Tensor):
        return torch.where(momentum == 0, torch.ones_like(momentum), share)
    return share
