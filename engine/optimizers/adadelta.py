"""Adadelta."""

import torch

from ..params import Params, real
from .fields import epsilon, learning_rate, weight_decay
from .optimizer import Optimizer


class AdadeltaParams(Params):
    """Parameters of ``torch.optim.Adadelta``."""

    lr: float = learning_rate(1.0, "A factor on a step whose length Adadelta chooses itself.")
    rho: float = real(
        0.9,
        "Memory of squared gradients and squared steps.",
        soft=(0.5, 0.999),
        scale="one_minus_log",
        symbol=r"\rho",
        live=True,
        ge=0.0,
        le=1.0,
    )
    eps: float = epsilon(1e-6)
    weight_decay: float = weight_decay()


ENTRY = Optimizer(
    name="adadelta",
    title="Adadelta",
    summary=(
        "Measures its step by the typical size of its own past steps, so it has almost no learning rate to "
        "choose; it starts very slowly."
    ),
    params=AdadeltaParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta, \quad "
        r"v \leftarrow \rho v + (1 - \rho) g^2 \\ "
        r"\Delta &= \frac{\sqrt{u + \epsilon}}{\sqrt{v + \epsilon}} \, g, \quad "
        r"u \leftarrow \rho u + (1 - \rho) \Delta^2 \\ "
        r"\theta &\leftarrow \theta - \eta \Delta \end{aligned}"
    ),
    reference="Zeiler, 2012, arXiv:1212.5701; torch.optim.Adadelta",
    torch_class=torch.optim.Adadelta,
    network_lr=1.0,
)
