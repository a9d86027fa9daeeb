"""AdamW: Adam with weight decay apart from the gradient."""

import torch

from ...core.params import Params, option
from .base import Optimizer
from .decay import DecayRule
from .default_rate import rate_like
from .fields import SINGLE_TENSOR_UNFUSED, Betas, betas, epsilon, learning_rate, weight_decay
from .moments import adam_terms
from .step_terms import StepTerms


class AdamwParams(Params):
    """Parameters of ``torch.optim.AdamW``."""

    lr: float = learning_rate(1e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay(1e-2)
    amsgrad: bool = option(False, "AMSGrad: the denominator never shrinks.", label="AMSGrad")


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of AdamW to its breakdown."""
    adam_terms(terms, decoupled=True)


ENTRY = Optimizer(
    name="adamw",
    title="AdamW",
    summary="Adam whose weight decay shrinks the weights themselves, not by way of the rescaled gradient.",
    params=AdamwParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta), \; \theta \leftarrow (1 - \eta \lambda) \theta \\ "
        r"m &\leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\ "
        r"\theta &\leftarrow \theta - \eta \, \frac{m / (1 - \beta_1^t)}"
        r"{\sqrt{v / (1 - \beta_2^t)} + \epsilon} \end{aligned}"
    ),
    reference="Loshchilov and Hutter, 2019, arXiv:1711.05101; torch.optim.AdamW",
    step_terms=step_terms,
    torch_class=torch.optim.AdamW,
    decay=DecayRule(decoupled=True),
    fixed=SINGLE_TENSOR_UNFUSED,
    momentum_key="exp_avg",
    default_rate=rate_like("adam"),
    network_lr=3e-3,
)
