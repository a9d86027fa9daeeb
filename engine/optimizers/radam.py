"""RAdam."""

import torch

from ..params import Params, option
from .fields import betas, epsilon, learning_rate, weight_decay
from .memory import Betas
from .optimizer import Optimizer


class RadamParams(Params):
    """Parameters of ``torch.optim.RAdam``."""

    lr: float = learning_rate(1e-3)
    betas: Betas = betas()
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    decoupled_weight_decay: bool = option(
        False, "Weight decay acts on the weights alone, as in AdamW, instead of on the gradient."
    )


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
    torch_class=torch.optim.RAdam,
    momentum_key="exp_avg",
    network_lr=3e-3,
)
