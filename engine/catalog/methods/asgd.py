"""ASGD: gradient descent with a decaying rate that also averages its path."""

import torch

from ...core.params import Params, real
from .base import Optimizer
from .decay import DecayRule
from .default_rate import rate_like
from .fields import SINGLE_TENSOR, learning_rate, weight_decay
from .step_terms import StepTerms


class AsgdParams(Params):
    """Parameters of ``torch.optim.ASGD``."""

    lr: float = learning_rate(1e-2)
    lambd: float = real(
        1e-4,
        "Decay of the weights, which also sets how fast the rate falls.",
        soft=(0.0, 0.1),
        symbol=r"\lambda",
        live=True,
        ge=0.0,
        le=1e6,
        label="Decay of the average",
    )
    alpha: float = real(
        0.75,
        "Power with which the rate falls.",
        soft=(0.0, 1.0),
        symbol=r"\alpha",
        live=True,
        ge=-10.0,
        le=10.0,
    )
    t0: float = real(
        1e6,
        "The step at which averaging begins.",
        soft=(1.0, 1e6),
        scale="log",
        symbol="t_0",
        live=True,
        ge=0.0,
        le=1e12,
        label="Averaging begins at",
    )
    weight_decay: float = weight_decay()


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of ASGD to its breakdown."""
    gradient = terms.gradient()
    rate = terms.before("eta", r"\eta_t", torch.tensor(terms.snapshot.settings["lr"]).item())
    decay, alpha, lr = (
        terms.setting("lambd", r"\lambda_0"),
        terms.setting("alpha", r"\alpha"),
        terms.setting("lr", r"\eta"),
    )
    text = "The rate of the next step, a little lower; PyTorch keeps it with seven digits."
    following = lr / (1 + decay * lr * terms.step_number) ** alpha
    terms.add(r"\eta_{t+1}", "Falling rate", text, following, state_key="eta")
    text = "Against the gradient, and a little toward zero, at the rate of this step."
    terms.step(-rate * gradient - decay * rate * terms.weights, text)


ENTRY = Optimizer(
    name="asgd",
    title="ASGD",
    summary=(
        "Gradient descent with a slowly falling rate, which also keeps the average of its path. The ball "
        "shows the weights themselves, as torch steps them, not the average. A new rate is felt a step later."
    ),
    params=AsgdParams,
    formula=(
        r"\begin{aligned} \theta &\leftarrow (1 - \lambda \eta_t) \, \theta - \eta_t g \\ "
        r"\eta_{t+1} &= \frac{\eta}{(1 + \lambda \eta t)^\alpha} \end{aligned}"
    ),
    reference="Polyak and Juditsky, 1992, doi:10.1137/0330046; torch.optim.ASGD",
    step_terms=step_terms,
    torch_class=torch.optim.ASGD,
    decay=DecayRule(names=("weight_decay", "lambd")),
    fixed=SINGLE_TENSOR,
    default_rate=rate_like("gd"),
    network_lr=0.1,
)
