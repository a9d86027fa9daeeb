"""RAdam: Adam that uses the second moment only once its variance is small enough."""

import torch

from ...core.params import Params, option
from ...core.symbolic import sqrt
from .base import Optimizer
from .decay import DecayRule
from .default_rate import rate_like
from .fields import SINGLE_TENSOR, Betas, betas, epsilon, learning_rate, weight_decay
from .moments import first_moment, gradient_term, second_moment, with_decay
from .step_terms import StepTerms


class RadamParams(Params):
    """Parameters of ``torch.optim.RAdam``."""

    lr: float = learning_rate(1e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decoupled_weight_decay: bool = option(
        False, "Weight decay acts on the weights alone, as in AdamW, instead of on the gradient."
    )


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of RAdam to its breakdown."""
    decoupled = terms.is_on("decoupled_weight_decay")
    gradient = gradient_term(terms, decoupled)
    first, second = first_moment(terms, gradient), second_moment(terms, gradient)
    beta1, beta2 = terms.setting("betas", r"\beta_1", 0), terms.setting("betas", r"\beta_2", 1)
    lr, eps, count = terms.setting("lr", r"\eta"), terms.setting("eps", r"\epsilon"), terms.step_number
    text = (
        "The mean began at zero, so it is too small at first: divided by the share of memory that is filled."
    )
    mean = terms.add(r"\hat m", "Bias correction", text, first / (1 - beta1**count), direction=-1)
    text = "How many gradients the second moment is worth so far, and at most."
    most = terms.add(r"\rho_\infty", "Longest memory", text, 2 / (1 - beta2) - 1)
    filled = 2 * count * beta2**count / (1 - beta2**count)
    length = terms.add(r"\rho_t", "Length of memory", text, most - filled)
    if float(length.value) <= 5.0:
        text = "At most 5: the second moment cannot be trusted yet, so this is a plain momentum step."
        return terms.step(with_decay(terms, decoupled, -lr * mean), text)
    text = "How far the second moment can be trusted: 1 once its memory is filled."
    share = (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)
    trust = terms.add("r", "Rectification", text, sqrt(share))
    size = sqrt(1 - beta2**count) / (sqrt(second) + eps)
    return terms.step(with_decay(terms, decoupled, -lr * mean * trust * size), "As Adam's, times the trust.")


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
    step_terms=step_terms,
    torch_class=torch.optim.RAdam,
    decay=DecayRule(decoupled="decoupled_weight_decay"),
    fixed=SINGLE_TENSOR,
    momentum_key="exp_avg",
    default_rate=rate_like("gd"),
    network_lr=3e-3,
)
