"""RMSprop."""

import torch

from ..params import Params, option, real
from .fields import epsilon, learning_rate, momentum, weight_decay
from .optimizer import Optimizer


class RmspropParams(Params):
    """Parameters of ``torch.optim.RMSprop``."""

    lr: float = learning_rate(1e-2)
    alpha: float = real(
        0.99,
        "Memory of the squared gradients. There is no bias correction, so the first step is "
        "1 / sqrt(1 - alpha) times the learning rate long.",
        soft=(0.5, 0.999),
        scale="one_minus_log",
        symbol=r"\alpha",
        live=True,
        ge=0.0,
        le=1.0,
    )
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    momentum: float = momentum()
    centered: bool = option(False, "Divide by the standard deviation of the gradient, not its size.")


ENTRY = Optimizer(
    name="rmsprop",
    title="RMSprop",
    summary=(
        "Divides each weight's gradient by its recent typical size. Its first step is ten learning rates "
        "long with PyTorch's defaults."
    ),
    params=RmspropParams,
    formula=(
        r"\begin{aligned} g &\leftarrow \nabla f(\theta) + \lambda \theta \\ "
        r"v &\leftarrow \alpha v + (1 - \alpha) g^2 \\ "
        r"b &\leftarrow \beta b + \frac{g}{\sqrt{v} + \epsilon} \\ "
        r"\theta &\leftarrow \theta - \eta b \end{aligned}"
    ),
    reference="Tieleman and Hinton, Lecture 6.5, 2012; torch.optim.RMSprop",
    torch_class=torch.optim.RMSprop,
    momentum_key="momentum_buffer",
    network_lr=1e-3,
)
