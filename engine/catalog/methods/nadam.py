"""NAdam: Adam with Nesterov momentum."""

import torch

from ...core.params import Params, option, real
from ...core.symbolic import named, sqrt
from .base import Optimizer
from .decay import DecayRule
from .default_rate import rate_like
from .fields import SINGLE_TENSOR, Betas, betas, epsilon, learning_rate, weight_decay
from .moments import first_moment, gradient_term, second_moment, with_decay
from .step_terms import StepTerms


class NadamParams(Params):
    """Parameters of ``torch.optim.NAdam``."""

    lr: float = learning_rate(2e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    momentum_decay: float = real(
        4e-3,
        "How fast the warm-up of the momentum ends.",
        soft=(0.0, 0.1),
        symbol=r"\psi",
        live=True,
        ge=0.0,
        le=1e3,
    )
    decoupled_weight_decay: bool = option(
        False, "Weight decay acts on the weights alone, as in AdamW, instead of on the gradient."
    )


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of NAdam to its breakdown."""
    decoupled = terms.is_on("decoupled_weight_decay")
    gradient = gradient_term(terms, decoupled)
    beta1, beta2 = terms.setting("betas", r"\beta_1", 0), terms.setting("betas", r"\beta_2", 1)
    psi, count = terms.setting("momentum_decay", r"\psi"), terms.step_number
    text = "The momentum of this step and of the next: it warms up from a half."
    now = terms.add(r"\mu_t", "Warm-up", text, beta1 * (1 - 0.5 * 0.96 ** (count * psi)))
    then = terms.add(r"\mu_{t+1}", "Warm-up", text, beta1 * (1 - 0.5 * 0.96 ** ((count + 1) * psi)))
    product = named(r"\textstyle\prod\mu", terms.after("mu_product"))
    first, second = first_moment(terms, gradient), second_moment(terms, gradient)
    text = "Nesterov's look ahead: the mean as it will be one step on, and the gradient of now."
    ahead = then * first / (1 - product * then) + (1 - now) * gradient / (1 - product)
    mean = terms.add(r"\hat m", "Look ahead", text, ahead, direction=-1)
    text = "It began at zero, so it is too small at first: divided by the share of memory that is filled."
    size = terms.add(r"\hat v", "Bias correction", text, second / (1 - beta2**count))
    step = -terms.setting("lr", r"\eta") * (mean / (sqrt(size) + terms.setting("eps", r"\epsilon")))
    terms.step(with_decay(terms, decoupled, step), "The mean ahead over the typical size.")


ENTRY = Optimizer(
    name="nadam",
    title="NAdam",
    summary="Adam with Nesterov's look ahead in its momentum, which is warmed up over the first steps.",
    params=NadamParams,
    formula=(
        r"\begin{aligned} \mu_t &= \beta_1 \left(1 - \tfrac12 \, 0.96^{t \psi}\right) \\ "
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\ "
        r"\hat m &= \frac{\mu_{t+1} \, m}{1 - \prod_{i=1}^{t+1} \mu_i} + "
        r"\frac{(1 - \mu_t) \, g}{1 - \prod_{i=1}^{t} \mu_i} \\ "
        r"\theta &\leftarrow \theta - \eta \, \frac{\hat m}{\sqrt{v / (1 - \beta_2^t)} + \epsilon} "
        r"\end{aligned}"
    ),
    reference="Dozat, 2016, Incorporating Nesterov momentum into Adam; torch.optim.NAdam",
    step_terms=step_terms,
    torch_class=torch.optim.NAdam,
    decay=DecayRule(decoupled="decoupled_weight_decay"),
    fixed=SINGLE_TENSOR,
    momentum_key="exp_avg",
    default_rate=rate_like("adam"),
    network_lr=3e-3,
)
