"""Adafactor: Adam-like steps with row and column means in place of full second moments."""

from typing import Annotated

import torch
from pydantic import AfterValidator, Strict

from ...core.params import Params, option, real
from ...core.symbolic import Expr, largest, named, smallest, sqrt
from .base import Optimizer
from .decay import DecayRule
from .default_rate import constant_rate
from .fields import SINGLE_TENSOR, learning_rate, weight_decay
from .moments import with_decay
from .step_terms import StepTerms


def _not_negative(eps: tuple[float | None, float]) -> tuple[float | None, float]:
    if (eps[0] is not None and eps[0] < 0.0) or eps[1] < 0.0:
        raise ValueError("Both terms must be at least 0; null lets PyTorch choose the first.")
    return eps


class AdafactorParams(Params):
    """Parameters of ``torch.optim.Adafactor``."""

    lr: float = learning_rate(1e-2)
    beta2_decay: float = real(
        -0.8,
        "The memory of squared gradients grows as 1 - t to this power.",
        soft=(-1.0, 0.0),
        symbol="c",
        live=True,
        ge=-10.0,
        le=0.0,
    )
    eps: Annotated[tuple[float | None, float], Strict(False), AfterValidator(_not_negative)] = option(
        (None, 1e-3),
        "Small terms: under the root (null: the machine's precision), and the least size of the weights "
        "that a step is measured by.",
        symbol=r"(\epsilon_1, \epsilon_2)",
        live=True,
        label="Epsilon",
    )
    d: float = real(
        1.0,
        "Steps are clipped where their root mean square exceeds this.",
        soft=(1.0, 10.0),
        symbol="d",
        live=True,
        ge=1.0,
        le=1e6,
    )
    weight_decay: float = weight_decay()


def _mean_square(term: Expr, symbol: str) -> Expr:
    """The root mean square over all weights of the tensor: one number."""
    return named(rf"\operatorname{{RMS}}({symbol})", term.value.norm(2) / term.value.numel() ** 0.5)


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of Adafactor to its breakdown.

    Adafactor stores the squared gradients of a matrix as means of its rows and columns.
    """
    gradient, weights, count = terms.gradient(None), terms.weights, terms.step_number
    lr, fade = terms.setting("lr", r"\eta"), terms.setting("beta2_decay", "c")
    tiny = terms.snapshot.settings["eps"][0] or torch.finfo(terms.snapshot.weights_before.dtype).eps
    text = "The learning rate, and ever less than one over the root of the steps."
    rate = terms.add(r"\rho", "Relative rate", text, smallest(lr, 1 / sqrt(count)))
    text = "A step is measured by the size of the weights themselves."
    size = largest(terms.setting("eps", r"\epsilon_2", 1), _mean_square(weights, r"\theta"))
    scale = terms.add(r"\alpha", "Size of the weights", text, size * rate)
    if terms.snapshot.weights_before.ndim > 1:
        text = "How large gradients have been: only means of rows and columns are kept."
        rows, columns = terms.after("row_var").double(), terms.after("col_var").double()
        whole = rows @ columns / rows.mean(dim=-2, keepdim=True).clamp(min=tiny)
        square = terms.add("v", "Squared gradients", text, named(r"\frac{r \, c^\top}{\bar r}", whole))
    else:
        text = "How large gradients have been; the memory grows with the steps."
        rule = (1 - count**fade) * terms.before("variance", "v") + count**fade * gradient**2
        square = terms.add("v", "Squared gradients", text, rule, state_key="variance")
    text = "The gradient over its typical size."
    move = terms.add(
        "u",
        "Scaled gradient",
        text,
        gradient / sqrt(largest(square, named(r"\epsilon_1^2", tiny**2))),
        direction=-1,
    )
    text = "Where its root mean square is above the bound, it is made shorter."
    clip = largest(1, _mean_square(move, "u") / terms.setting("d", "d"))
    terms.step(with_decay(terms, True, -scale * (move / clip)), text)


ENTRY = Optimizer(
    name="adafactor",
    title="Adafactor",
    summary=(
        "Measures its step by the size of the weights themselves, and keeps squared gradients of a matrix by "
        "rows and columns only, to save memory. Near the origin its steps become tiny."
    ),
    params=AdafactorParams,
    formula=(
        r"\begin{aligned} \rho &= \min(\eta, t^{-1/2}), \quad "
        r"\alpha = \max(\epsilon_2, \operatorname{RMS}(\theta)) \, \rho \\ "
        r"v &\leftarrow (1 - t^c) v + t^c g^2, \quad "
        r"u = \frac{g}{\sqrt v} \\ "
        r"\theta &\leftarrow \theta - \alpha \, \frac{u}{\max(1, \operatorname{RMS}(u) / d)} \end{aligned}"
    ),
    reference="Shazeer and Stern, 2018, arXiv:1804.04235; torch.optim.Adafactor",
    step_terms=step_terms,
    torch_class=torch.optim.Adafactor,
    decay=DecayRule(decoupled=True),
    fixed=SINGLE_TENSOR,
    default_rate=constant_rate(0.05),
    network_lr=1e-2,
)
