"""Gradient descent, with momentum and Nesterov's look ahead."""

from typing import Self

import torch
from pydantic import model_validator

from ...core.params import Params, option, real
from .base import Optimizer
from .fields import learning_rate, momentum, weight_decay
from .step_terms import Reel


class SgdParams(Params):
    """Parameters of ``torch.optim.SGD``."""

    lr: float = learning_rate(1e-3)
    momentum: float = momentum()
    dampening: float = real(
        0.0,
        "How much of each new gradient is kept out of the velocity; PyTorch's default 0 lets it in whole.",
        soft=(0.0, 1.0),
        symbol=r"\tau",
        live=True,
        ge=-1e6,
        le=1e6,
    )
    weight_decay: float = weight_decay()
    nesterov: bool = option(False, "Nesterov's form: looks one momentum step ahead.")

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and (self.momentum <= 0.0 or self.dampening != 0.0):
            raise ValueError(
                "Nesterov needs a momentum above 0 and a dampening of 0: set them, or switch nesterov off."
            )
        return self


def film(reel: Reel) -> None:
    """One step, part by part."""
    lr, beta, tau = (
        reel.setting("lr", r"\eta"),
        reel.setting("momentum", r"\beta"),
        reel.setting("dampening", r"\tau"),
    )
    gradient = reel.gradient()
    if not reel.on("momentum"):
        return reel.step(-lr * gradient, "Against the gradient, as long as the learning rate says.")
    fresh = (1 - tau) * gradient if reel.on("dampening") else gradient
    first = reel.lacks("momentum_buffer")
    told = (
        "There is no velocity yet: it begins as the gradient."
        if first
        else "The old velocity fades, and the new gradient is added."
    )
    rule = gradient if first else beta * reel.before("momentum_buffer", "v") + fresh
    velocity = reel.part("v", "Velocity", told, rule, kept="momentum_buffer", direction=-1)
    if reel.on("nesterov"):
        told = "Nesterov: the gradient, and the velocity as it will be one step on."
        velocity = reel.part(r"\tilde v", "Look ahead", told, gradient + beta * velocity, direction=-1)
    return reel.step(-lr * velocity, "Along the velocity, as long as the learning rate says.")


ENTRY = Optimizer(
    name="sgd",
    title="SGD",
    summary=(
        "Gradient descent: a step against the gradient. With momentum the ball keeps a velocity; with "
        "Nesterov's form the step looks ahead along it."
    ),
    params=SgdParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta \\ "
        r"v &\leftarrow \beta v + (1 - \tau) g \quad (v = g \text{ at first}) \\ "
        r"\theta &\leftarrow \theta - \eta v \quad (\text{Nesterov: } \theta - \eta (g + \beta v)) "
        r"\end{aligned}"
    ),
    reference="Sutskever, Martens, Dahl and Hinton, 2013; torch.optim.SGD",
    film=film,
    torch_class=torch.optim.SGD,
    fixed={"foreach": False, "fused": False},
    momentum_key="momentum_buffer",
    network_lr=0.1,
)
