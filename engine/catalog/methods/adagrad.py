"""Adagrad: divides each step by the root of the sum of squared gradients."""

import torch

from ...core.params import Params, real
from ...core.symbolic import sqrt
from .base import Optimizer
from .default_rate import step_length_rate
from .fields import SINGLE_TENSOR_UNFUSED, epsilon, learning_rate, weight_decay
from .step_terms import StepTerms


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


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of Adagrad to its breakdown."""
    gradient = terms.gradient()
    text = "All squared gradients so far, added up: nothing is forgotten."
    total = terms.add("s", "Sum of squares", text, terms.before("sum", "s") + gradient**2, state_key="sum")
    rate = terms.setting("lr", r"\eta")
    if terms.is_on("lr_decay"):
        text = "The learning rate itself falls."
        rule = rate / (1 + (terms.step_number - 1) * terms.setting("lr_decay", r"\gamma"))
        rate = terms.add(r"\eta_t", "Falling rate", text, rule)
    step = -rate * (gradient / (sqrt(total) + terms.setting("eps", r"\epsilon")))
    terms.step(step, "The gradient over the root of the sum: steps grow ever more careful.")


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
    step_terms=step_terms,
    torch_class=torch.optim.Adagrad,
    fixed=SINGLE_TENSOR_UNFUSED,
    default_rate=step_length_rate(8.0),
    network_lr=0.03,
)
