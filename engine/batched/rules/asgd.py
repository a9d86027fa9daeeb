"""Batched update rule: ASGD."""

from collections.abc import Callable
from typing import final

import numpy as np
from torch import Tensor

from ..batched_params import BatchedParams, apply
from ..kernels import add_scaled
from .rule import Rule, with_weight_decay


def _single(value: float) -> float:
    """Round to float32, in which PyTorch stores the learning rate."""
    return float(np.float32(value))


def _falling(count: int) -> Callable[[float, float, float], float]:
    """The learning rate after the ``count``-th step, as a function of lr, lambd and alpha."""
    return lambda lr, lambd, alpha: _single(lr / ((1 + lambd * lr * count) ** alpha))


@final
class AsgdRule(Rule):
    """``torch.optim.ASGD``, without its average of the weights, which does not influence the steps."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        gradient = with_weight_decay(gradient, place, params)
        if "eta" not in self.state:
            self.state["eta"] = apply(_single, params["lr"])
        eta = self.state["eta"]
        place.mul_(1 - params.number("lambd") * eta)
        add_scaled(place, gradient, -eta)
        self.state["eta"] = apply(_falling(count), params["lr"], params["lambd"], params["alpha"])
