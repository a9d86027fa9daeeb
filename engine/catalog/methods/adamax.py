"""Adamax."""

import torch

from ...core.params import Params
from ...core.symbolic import absolute, largest
from .base import Optimizer
from .fields import betas, epsilon, learning_rate, weight_decay
from .memory import Betas
from .moments import first_moment
from .step_terms import Reel


class AdamaxParams(Params):
    """Parameters of ``torch.optim.Adamax``."""

    lr: float = learning_rate(2e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()


def film(reel: Reel) -> None:
    """One step, part by part."""
    gradient = reel.gradient()
    first = first_moment(reel, gradient)
    beta1, beta2 = reel.setting("betas", r"\beta_1", 0), reel.setting("betas", r"\beta_2", 1)
    told = "The largest gradient of late: it fades slowly, unless a larger one comes."
    rule = largest(beta2 * reel.before("exp_inf", "u"), absolute(gradient) + reel.setting("eps", r"\epsilon"))
    size = reel.part("u", "Largest gradient", told, rule, kept="exp_inf")
    told = (
        "The mean began at zero, so it is too small at first: divided by the share of memory that is filled."
    )
    mean = reel.part(r"\hat m", "Bias correction", told, first / (1 - beta1**reel.count), direction=-1)
    reel.step(-reel.setting("lr", r"\eta") * (mean / size), "The mean over the largest gradient of late.")


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
    film=film,
    torch_class=torch.optim.Adamax,
    momentum_key="exp_avg",
    network_lr=5e-3,
)
