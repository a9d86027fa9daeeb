"""RMSprop."""

import torch

from ...core.params import Params, option, real
from ...core.symbolic import sqrt
from .base import Optimizer
from .fields import epsilon, learning_rate, momentum, weight_decay
from .step_terms import Reel


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


def film(reel: Reel) -> None:
    """One step, part by part."""
    lr, alpha, eps = (
        reel.setting("lr", r"\eta"),
        reel.setting("alpha", r"\alpha"),
        reel.setting("eps", r"\epsilon"),
    )
    gradient = reel.gradient()
    told = "How large gradients have been lately: the mean of their squares."
    rule = alpha * reel.before("square_avg", "v") + (1 - alpha) * gradient**2
    size = reel.part("v", "Squared gradients", told, rule, kept="square_avg")
    if reel.on("centered"):
        told = "The mean of the gradients themselves, to measure their spread about it."
        rule = alpha * reel.before("grad_avg", r"\bar g") + (1 - alpha) * gradient
        mean = reel.part(r"\bar g", "Mean gradient", told, rule, kept="grad_avg", direction=-1)
        size = reel.part(r"\sigma^2", "Spread", "The variance of the gradient.", size - mean**2)
    scaled = gradient / (sqrt(size) + eps)
    if not reel.on("momentum"):
        return reel.step(-lr * scaled, "The gradient over its typical size, times the learning rate.")
    told = "The old velocity fades, and the gradient over its typical size is added."
    rule = reel.setting("momentum", r"\beta") * reel.before("momentum_buffer", "b") + scaled
    velocity = reel.part("b", "Velocity", told, rule, kept="momentum_buffer", direction=-1)
    return reel.step(-lr * velocity, "Along the velocity, as long as the learning rate says.")


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
    film=film,
    torch_class=torch.optim.RMSprop,
    momentum_key="momentum_buffer",
    network_lr=1e-3,
)
