"""Adam: divides the running mean of gradients by the root of that of their squares."""

import torch

from ...core.params import Params, option
from .base import Optimizer
from .decay import DecayRule
from .default_rate import step_length_rate
from .fields import SINGLE_TENSOR_UNFUSED, Betas, betas, epsilon, learning_rate, weight_decay
from .moments import adam_terms
from .step_terms import StepTerms


class AdamParams(Params):
    """Parameters of ``torch.optim.Adam``."""

    lr: float = learning_rate(1e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    amsgrad: bool = option(False, "AMSGrad: the denominator never shrinks.", label="AMSGrad")
    decoupled_weight_decay: bool = option(
        False, "Weight decay acts on the weights alone, as in AdamW, instead of on the gradient."
    )


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of Adam to its breakdown."""
    adam_terms(terms, decoupled=terms.is_on("decoupled_weight_decay"))


ENTRY = Optimizer(
    name="adam",
    title="Adam",
    summary=(
        "Each weight gets its own step: the mean of its past gradients over their typical size. The first "
        "step is exactly the learning rate long on each axis."
    ),
    params=AdamParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta \\ "
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\ "
        r"\theta &\leftarrow \theta - \eta \, \frac{m / (1 - \beta_1^t)}"
        r"{\sqrt{v / (1 - \beta_2^t)} + \epsilon} \end{aligned}"
    ),
    reference="Kingma and Ba, 2015, arXiv:1412.6980; torch.optim.Adam",
    step_terms=step_terms,
    torch_class=torch.optim.Adam,
    decay=DecayRule(decoupled="decoupled_weight_decay"),
    fixed=SINGLE_TENSOR_UNFUSED,
    momentum_key="exp_avg",
    default_rate=step_length_rate(2.0),
    network_lr=3e-3,
)
