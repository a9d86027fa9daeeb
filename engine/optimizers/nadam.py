"""NAdam."""

import torch

from ..params import Params, option, real
from .fields import betas, epsilon, learning_rate, weight_decay
from .memory import Betas
from .optimizer import Optimizer


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
    torch_class=torch.optim.NAdam,
    momentum_key="exp_avg",
    network_lr=3e-3,
)
