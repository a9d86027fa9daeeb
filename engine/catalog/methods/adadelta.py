"""Adadelta."""

import torch

from ...core.params import Params, real
from ...core.symbolic import sqrt
from .base import Optimizer
from .fields import epsilon, learning_rate, weight_decay
from .step_terms import Reel


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


def film(reel: Reel) -> None:
    """One step, part by part."""
    rho, eps = reel.setting("rho", r"\rho"), reel.setting("eps", r"\epsilon")
    gradient = reel.gradient()
    told = "How large gradients have been lately: the mean of their squares."
    rule = rho * reel.before("square_avg", "v") + (1 - rho) * gradient**2
    size = reel.part("v", "Squared gradients", told, rule, kept="square_avg")
    past = reel.before("acc_delta", "u")
    told = "The size of past steps over the size of gradients: so the step has the units of a weight."
    move = reel.part(
        r"\Delta", "Own measure", told, sqrt(past + eps) / sqrt(size + eps) * gradient, direction=-1
    )
    told = "How large steps have been lately, for the next one."
    reel.part("u", "Squared steps", told, rho * past + (1 - rho) * move**2, kept="acc_delta")
    reel.step(-reel.setting("lr", r"\eta") * move, "The learning rate is only a factor on it.")


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
    film=film,
    torch_class=torch.optim.Adadelta,
    network_lr=1.0,
)
