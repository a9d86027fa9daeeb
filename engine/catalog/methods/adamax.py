"""Adamax: Adam with a decaying maximum of gradients in place of the second moment."""

import torch

from ...core.params import Params
from ...core.symbolic import absolute, largest
from .base import Optimizer
from .default_rate import RateContext
from .fields import SINGLE_TENSOR, Betas, betas, epsilon, learning_rate, weight_decay
from .moments import first_moment
from .step_terms import StepTerms


class AdamaxParams(Params):
    """Parameters of ``torch.optim.Adamax``."""

    lr: float = learning_rate(2e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of Adamax to its breakdown."""
    gradient = terms.gradient()
    first = first_moment(terms, gradient)
    beta1, beta2 = terms.setting("betas", r"\beta_1", 0), terms.setting("betas", r"\beta_2", 1)
    text = "The largest gradient of late: it fades slowly, unless a larger one comes."
    rule = largest(
        beta2 * terms.before("exp_inf", "u"), absolute(gradient) + terms.setting("eps", r"\epsilon")
    )
    size = terms.add("u", "Largest gradient", text, rule, state_key="exp_inf")
    text = (
        "The mean began at zero, so it is too small at first: divided by the share of memory that is filled."
    )
    mean = terms.add(r"\hat m", "Bias correction", text, first / (1 - beta1**terms.step_number), direction=-1)
    terms.step(-terms.setting("lr", r"\eta") * (mean / size), "The mean over the largest gradient of late.")


def _default_rate(context: RateContext) -> float:
    """Twice Adam's measured rate: it divides by the largest recent gradient, not by a typical one."""
    return (2.0 if context.measured else 1.0) * context.rate("adam")


ENTRY = Optimizer(
    name="adamax",
    title="Adamax",
    summary="Adam with the largest recent gradient in place of the root mean square: steadier after a shock.",
    params=AdamaxParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta, \quad "
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g \\ "
        r"u &\leftarrow \max(\beta_2 u, |g| + \epsilon) \\ "
        r"\theta &\leftarrow \theta - \frac{\eta}{1 - \beta_1^t} \, \frac{m}{u} \end{aligned}"
    ),
    reference="Kingma and Ba, 2015, arXiv:1412.6980, section 7; torch.optim.Adamax",
    step_terms=step_terms,
    torch_class=torch.optim.Adamax,
    fixed=SINGLE_TENSOR,
    momentum_key="exp_avg",
    default_rate=_default_rate,
    network_lr=5e-3,
)
