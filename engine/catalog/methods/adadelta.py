"""Adadelta: scales each step by running means of squared gradients and squared updates."""

import torch

from ...core.params import Params, real
from ...core.symbolic import sqrt
from .base import Optimizer
from .default_rate import constant_rate
from .fields import SINGLE_TENSOR, epsilon, learning_rate, weight_decay
from .step_terms import StepTerms


class AdadeltaParams(Params):
    """Parameters of ``torch.optim.Adadelta``."""

    lr: float = learning_rate(1.0, "A factor on a step whose length Adadelta chooses itself.")
    rho: float = real(
        0.9,
        "Memory of squared gradients and squared steps.",
        soft=(0.5, 0.999),
        scale="one_minus_log",
        symbol=r"\rho",
        live=True,
        ge=0.0,
        le=1.0,
    )
    eps: float = epsilon(1e-6)
    weight_decay: float = weight_decay()


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of Adadelta to its breakdown."""
    rho, eps = terms.setting("rho", r"\rho"), terms.setting("eps", r"\epsilon")
    gradient = terms.gradient()
    text = "How large gradients have been lately: the mean of their squares."
    rule = rho * terms.before("square_avg", "v") + (1 - rho) * gradient**2
    size = terms.add("v", "Squared gradients", text, rule, state_key="square_avg")
    past = terms.before("acc_delta", "u")
    text = "The size of past steps over the size of gradients: so the step has the units of a weight."
    move = terms.add(
        r"\Delta", "Own measure", text, sqrt(past + eps) / sqrt(size + eps) * gradient, direction=-1
    )
    text = "How large steps have been lately, for the next one."
    terms.add("u", "Squared steps", text, rho * past + (1 - rho) * move**2, state_key="acc_delta")
    terms.step(-terms.setting("lr", r"\eta") * move, "The learning rate is only a factor on it.")


ENTRY = Optimizer(
    name="adadelta",
    title="Adadelta",
    summary=(
        "Measures its step by the typical size of its own past steps, so it has almost no learning rate to "
        "choose; it starts very slowly."
    ),
    params=AdadeltaParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta, \quad "
        r"v \leftarrow \rho v + (1 - \rho) g^2 \\ "
        r"\Delta &= \frac{\sqrt{u + \epsilon}}{\sqrt{v + \epsilon}} \, g, \quad "
        r"u \leftarrow \rho u + (1 - \rho) \Delta^2 \\ "
        r"\theta &\leftarrow \theta - \eta \Delta \end{aligned}"
    ),
    reference="Zeiler, 2012, arXiv:1212.5701; torch.optim.Adadelta",
    step_terms=step_terms,
    torch_class=torch.optim.Adadelta,
    fixed=SINGLE_TENSOR,
    default_rate=constant_rate(2.0),
    network_lr=1.0,
)
