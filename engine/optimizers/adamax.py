"""Adamax."""

import torch

from ..params import Params
from .fields import betas, epsilon, learning_rate, weight_decay
from .memory import Betas
from .optimizer import Optimizer


class AdamaxParams(Params):
    """Parameters of ``torch.optim.Adamax``."""

    lr: float = learning_rate(2e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()


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
    torch_class=torch.optim.Adamax,
    momentum_key="exp_avg",
    network_lr=5e-3,
)
