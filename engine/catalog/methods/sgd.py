"""SGD: gradient descent, with momentum and Nesterov momentum as options."""

from typing import Self

import torch
from pydantic import model_validator

from ...core.params import Params, option, real
from .base import Optimizer
from .default_rate import gradient_descent_rate, rate_like
from .fields import SINGLE_TENSOR_UNFUSED, learning_rate, momentum, weight_decay
from .presets import Preset
from .stability import StabilityRule
from .step_terms import StepTerms


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


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of SGD to its breakdown."""
    lr, beta, tau = (
        terms.setting("lr", r"\eta"),
        terms.setting("momentum", r"\beta"),
        terms.setting("dampening", r"\tau"),
    )
    gradient = terms.gradient()
    if not terms.is_on("momentum"):
        return terms.step(-lr * gradient, "Against the gradient, as long as the learning rate says.")
    fresh = (1 - tau) * gradient if terms.is_on("dampening") else gradient
    first = terms.is_missing("momentum_buffer")
    text = (
        "There is no velocity yet: it begins as the gradient."
        if first
        else "The old velocity fades, and the new gradient is added."
    )
    rule = gradient if first else beta * terms.before("momentum_buffer", "v") + fresh
    velocity = terms.add("v", "Velocity", text, rule, state_key="momentum_buffer", direction=-1)
    if terms.is_on("nesterov"):
        text = "Nesterov: the gradient, and the velocity as it will be one step on."
        velocity = terms.add(r"\tilde v", "Look ahead", text, gradient + beta * velocity, direction=-1)
    return terms.step(-lr * velocity, "Along the velocity, as long as the learning rate says.")


STABILITY = StabilityRule(
    curvature=["+", "curvature", "weight_decay"],
    below={"momentum": 1.0},  # with a momentum of 1 it keeps all the speed that it has gained
    cases=(
        (
            {"nesterov": True},
            [
                "/",
                ["*", 2, ["+", 1, "momentum"]],
                ["*", ["+", 1, ["*", 2, "momentum"]], "curvature"],
            ],
        ),
        ({"momentum": False}, ["/", 2, "curvature"]),
        # From a dampening of 1 on the gradient counts for nothing, or points uphill: no rate is stable.
        (
            {},
            [
                "/",
                ["*", 2, ["+", 1, "momentum"]],
                ["*", "curvature", ["-", 1, "dampening"]],
            ],
        ),
    ),
)
"""From the eigenvalues of one step on a quadratic."""

ENTRY = Optimizer(
    name="sgd",
    title="SGD",
    aliases=("gd", "gradient_descent", "momentum", "nesterov"),
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
    step_terms=step_terms,
    torch_class=torch.optim.SGD,
    fixed=SINGLE_TENSOR_UNFUSED,
    momentum_key="momentum_buffer",
    default_rate=rate_like("gd"),
    network_lr=0.1,
    rate_falls_with_momentum=True,
    stability=STABILITY,
    presets=(
        Preset(
            name="gd",
            title="Gradient descent",
            summary="One step against the gradient, and no memory.",
            optimizer="sgd",
            params={"momentum": 0.0},
            default_rate=gradient_descent_rate,
        ),
        Preset(
            name="momentum",
            title="Momentum",
            summary="A ball with a velocity: v = 0.9 v + g; x = x - lr v.",
            optimizer="sgd",
            params={"momentum": 0.9, "nesterov": False},
            default_rate=rate_like("gd", 0.25),
        ),
        Preset(
            name="nesterov",
            title="Nesterov",
            summary="Momentum that looks one step ahead before it turns.",
            optimizer="sgd",
            params={"momentum": 0.9, "nesterov": True},
            default_rate=rate_like("gd", 0.25),
        ),
    ),
)
