"""RAdam."""

import torch

from ...core.params import Params, option
from ...core.symbolic import sqrt
from .base import Optimizer
from .fields import betas, epsilon, learning_rate, weight_decay
from .memory import Betas
from .moments import decay_of, first_moment, gradient_of, second_moment
from .step_terms import Reel


class RadamParams(Params):
    """Parameters of ``torch.optim.RAdam``."""

    lr: float = learning_rate(1e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decoupled_weight_decay: bool = option(
        False, "Weight decay acts on the weights alone, as in AdamW, instead of on the gradient."
    )


def film(reel: Reel) -> None:
    """One step, part by part."""
    decoupled = reel.on("decoupled_weight_decay")
    gradient = gradient_of(reel, decoupled)
    first, second = first_moment(reel, gradient), second_moment(reel, gradient)
    beta1, beta2 = reel.setting("betas", r"\beta_1", 0), reel.setting("betas", r"\beta_2", 1)
    lr, eps, count = reel.setting("lr", r"\eta"), reel.setting("eps", r"\epsilon"), reel.count
    told = (
        "The mean began at zero, so it is too small at first: divided by the share of memory that is filled."
    )
    mean = reel.part(r"\hat m", "Bias correction", told, first / (1 - beta1**count), direction=-1)
    told = "How many gradients the second moment is worth so far, and at most."
    most = reel.part(r"\rho_\infty", "Longest memory", told, 2 / (1 - beta2) - 1)
    filled = 2 * count * beta2**count / (1 - beta2**count)
    length = reel.part(r"\rho_t", "Length of memory", told, most - filled)
    if float(length.value) <= 5.0:
        told = "At most 5: the second moment cannot be trusted yet, so this is a plain momentum step."
        return reel.step(decay_of(reel, decoupled, -lr * mean), told)
    told = "How far the second moment can be trusted: 1 once its memory is filled."
    share = (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)
    trust = reel.part("r", "Rectification", told, sqrt(share))
    size = sqrt(1 - beta2**count) / (sqrt(second) + eps)
    return reel.step(decay_of(reel, decoupled, -lr * mean * trust * size), "As Adam's, times the trust.")


ENTRY = Optimizer(
    name="radam",
    title="RAdam",
    summary=(
        "Adam that does not trust its second moment at once: its first five steps are plain momentum steps, "
        "so steep slopes call for a small learning rate."
    ),
    params=RadamParams,
    formula=(
        r"\begin{aligned} m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\ "
        r"\rho_\infty &= \tfrac{2}{1 - \beta_2} - 1, \quad "
        r"\rho_t = \rho_\infty - \tfrac{2 t \beta_2^t}{1 - \beta_2^t} \\ "
        r"r_t &= \sqrt{\tfrac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}"
        r"{(\rho_\infty - 4)(\rho_\infty - 2) \rho_t}} \\ "
        r"\theta &\leftarrow \theta - \eta \, \frac{m}{1 - \beta_1^t} \begin{cases} "
        r"r_t \frac{\sqrt{1 - \beta_2^t}}{\sqrt v + \epsilon} & \rho_t > 5 \\ 1 & \text{otherwise} "
        r"\end{cases} \end{aligned}"
    ),
    reference="Liu et al., 2020, arXiv:1908.03265; torch.optim.RAdam",
    film=film,
    torch_class=torch.optim.RAdam,
    momentum_key="exp_avg",
    network_lr=3e-3,
)
