"""Batched update rule: NAdam."""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from ..batched_params import BatchedParams, Number, apply
from ..kernels import add_quotient
from .moments import MomentsRule


def _warmed(count: int) -> Callable[[float, float], float]:
    """The momentum of the ``count``-th step: it warms up from half of beta1 to beta1."""
    return lambda beta, decay: beta * (1.0 - 0.5 * (0.96 ** (count * decay)))


@final
class NadamRule(MomentsRule):
    """``torch.optim.NAdam``."""

    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        lr = params.number("lr")
        decoupled = params.flag("decoupled_weight_decay")
        gradient = self.decay(place, gradient, params, decoupled=decoupled)
        mu = apply(_warmed(count), params["beta1"], params["momentum_decay"])
        following = apply(_warmed(count + 1), params["beta1"], params["momentum_decay"])
        product = self._product(mu)
        mean, square = self.moments(place, gradient, params)
        correction = apply(lambda beta: 1 - beta**count, params["beta2"])
        below = square.div(correction).sqrt().add_(params.number("eps"))
        add_quotient(place, gradient, below, -lr * (1.0 - mu) / (1.0 - product))
        add_quotient(place, mean, below, (-lr * following) / (1.0 - product * following))

    def _product(self, mu: Number) -> Number:
        """The product of all momenta so far, which PyTorch stores in float32."""
        factor = torch.as_tensor(mu, dtype=torch.float32)
        product = torch.as_tensor(self.state.get("product", 1.0), dtype=torch.float32) * factor
        self.state["product"] = product if isinstance(mu, Tensor) else product.item()
        return product.double() if isinstance(mu, Tensor) else product.item()
