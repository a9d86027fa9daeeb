"""Batched update rule: SGD with momentum, dampening, Nesterov momentum and weight decay."""

from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, Number
from ..kernels import add_scaled, plus_scaled
from .rule import Rule, with_weight_decay


@final
class SgdRule(Rule):
    """``torch.optim.SGD``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        del count
        gradient = with_weight_decay(gradient, place, params)
        if params.used("momentum"):
            gradient = self._velocity(gradient, params)
        add_scaled(place, gradient, -params.number("lr"))

    def is_autonomous(self, params: BatchedParams) -> bool:
        del params
        return True

    def _velocity(self, gradient: Tensor, params: BatchedParams) -> Tensor:
        momentum = params.number("momentum")
        velocity = self.state.get("velocity")
        if velocity is None:
            velocity = self.state["velocity"] = gradient.clone()
        else:
            assert isinstance(velocity, Tensor)
            add_scaled(velocity.mul_(momentum), gradient, _share(momentum, params))
        assert isinstance(velocity, Tensor)
        return plus_scaled(gradient, velocity, momentum) if params.flag("nesterov") else velocity


def _share(momentum: Number, params: BatchedParams) -> Number:
    """Weight of a gradient in the velocity: 1 - dampening, or 1 for a run without momentum."""
    share = 1 - params.number("dampening")
    if isinstance(momentum, Tensor):
        return torch.where(momentum == 0, torch.ones_like(momentum), share)
    return share
