"""Adagrad."""

import torch

from ..params import Params, real
from .fields import epsilon, learning_rate, weight_decay
from .optimizer import Optimizer


class AdagradParams(Params):
    """Parameters of ``torch.optim.Adagrad``."""

    lr: float = learning_rate(1e-2)
    lr_decay: float = real(
        0.0,
        "How fast the rate itself falls: after t steps it is divided by 1 + t lr_decay.",
        soft=(0.0, 0.1),
        symbol=r"\gamma",
        live=True,
        ge=0.0,
        le=1e6,
    )
    weight_decay: float = weight_decay()
    initial_accumulator_value: float = real(
        0.0,
        "What the sum of squared gradients begins with.",
        soft=(0.0, 1.0),
        symbol="s_0",
        ge=0.0,
        le=1e12,
    )
    eps: float = epsilon(1e-10)


ENTRY = Optimizer(
    name="adagrad",
    title="Adagrad",
    summary=(
        "Divides each weight's gradient by the root of the sum of all its squares so far: bold at first, "
        "then ever more careful, and it never forgets."
    ),
    params=AdagradParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta, \quad s \leftarrow s + g^2 \\ "
        r"\theta &\leftarrow \theta - \frac{\eta}{1 + (t - 1) \gamma} \, \frac{g}{\sqrt{s} + \epsilon} "
        r"\end{aligned}"
    ),
    reference="Duchi, Hazan and Singer, 2011, JMLR 12; torch.optim.Adagrad",
    torch_class=torch.optim.Adagrad,
    fixed={"foreach": False, "fused": False},
    network_lr=0.03,
)
