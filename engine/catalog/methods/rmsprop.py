"""RMSprop: divides each step by the root of a running mean of squared gradients."""

import torch

from ...core.params import Params, option, real
from ...core.symbolic import sqrt
from .base import Optimizer
from .default_rate import step_length_rate
from .fields import SINGLE_TENSOR, epsilon, learning_rate, momentum, weight_decay
from .step_terms import StepTerms


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
        aliases=("rho", "beta_2", "decay_rate"),
    )
    eps: float = epsilon(1e-8)
    weight_decay: float = weight_decay()
    momentum: float = momentum()
    centered: bool = option(False, "Divide by the standard deviation of the gradient, not its size.")


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of RMSprop to its breakdown."""
    lr, alpha, eps = (
        terms.setting("lr", r"\eta"),
        terms.setting("alpha", r"\alpha"),
        terms.setting("eps", r"\epsilon"),
    )
    gradient = terms.gradient()
    text = "How large gradients have been lately: the mean of their squares."
    rule = alpha * terms.before("square_avg", "v") + (1 - alpha) * gradient**2
    size = terms.add("v", "Squared gradients", text, rule, state_key="square_avg")
    if terms.is_on("centered"):
        text = "The mean of the gradients themselves, to measure their spread about it."
        rule = alpha * terms.before("grad_avg", r"\bar g") + (1 - alpha) * gradient
        mean = terms.add(r"\bar g", "Mean gradient", text, rule, state_key="grad_avg", direction=-1)
        size = terms.add(r"\sigma^2", "Spread", "The variance of the gradient.", size - mean**2)
    scaled = gradient / (sqrt(size) + eps)
    if not terms.is_on("momentum"):
        return terms.step(-lr * scaled, "The gradient over its typical size, times the learning rate.")
    text = "The old velocity fades, and the gradient over its typical size is added."
    rule = terms.setting("momentum", r"\beta") * terms.before("momentum_buffer", "b") + scaled
    velocity = terms.add("b", "Velocity", text, rule, state_key="momentum_buffer", direction=-1)
    return terms.step(-lr * velocity, "Along the velocity, as long as the learning rate says.")


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
    step_terms=step_terms,
    torch_class=torch.optim.RMSprop,
    fixed=SINGLE_TENSOR,
    momentum_key="momentum_buffer",
    late_buffers={"momentum": "momentum_buffer"},
    default_rate=step_length_rate(),
    network_lr=1e-3,
)
