"""Adagrad."""

import torch

from ...core.params import Params, real
from ...core.symbolic import sqrt
from .base import Optimizer
from .fields import epsilon, learning_rate, weight_decay
from .step_terms import Reel


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


def film(reel: Reel) -> None:
    """One step, part by part."""
    gradient = reel.gradient()
    told = "All squared gradients so far, added up: nothing is forgotten."
    total = reel.part("s", "Sum of squares", told, reel.before("sum", "s") + gradient**2, kept="sum")
    rate = reel.setting("lr", r"\eta")
    if reel.on("lr_decay"):
        told = "The learning rate itself falls."
        rule = rate / (1 + (reel.count - 1) * reel.setting("lr_decay", r"\gamma"))
        rate = reel.part(r"\eta_t", "Falling rate", told, rule)
    step = -rate * (gradient / (sqrt(total) + reel.setting("eps", r"\epsilon")))
    reel.step(step, "The gradient over the root of the sum: steps grow ever more careful.")


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
    film=film,
    torch_class=torch.optim.Adagrad,
    fixed={"foreach": False, "fused": False},
    network_lr=0.03,
)
