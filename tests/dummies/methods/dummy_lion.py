"""An optimizer that is not torch's: Lion, with nothing in its entry that has a default."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from ...core.params import Params
from .base import Optimizer
from .fields import Betas, betas, learning_rate


class Lion(torch.optim.Optimizer):
    """Steps of the learning rate's length against the sign of an interpolated momentum."""

    def __init__(self, params: Iterable[Tensor], lr: float = 1e-4, betas: tuple[float, float] = (0.9, 0.99)):
        super().__init__(params, {"lr": lr, "betas": betas})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:
        """One step."""
        del closure
        for group in self.param_groups:
            first, second = group["betas"]
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                momentum = self.state[parameter].setdefault("exp_avg", torch.zeros_like(parameter))
                direction = torch.lerp(parameter.grad, momentum, first).sign()
                parameter.add_(direction, alpha=-group["lr"])
                momentum.lerp_(parameter.grad, 1 - second)


class DummyLionParams(Params):
    """Parameters of Lion."""

    lr: float = learning_rate(1e-4)
    betas: Betas = betas(0.99)


ENTRY = Optimizer(
    name="dummy_lion",
    title="Dummy Lion",
    summary="Only the sign of the momentum counts.",
    params=DummyLionParams,
    torch_class=Lion,
)
