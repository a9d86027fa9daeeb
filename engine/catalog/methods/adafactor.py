"""Adafactor."""

from typing import Annotated

import torch
from pydantic import AfterValidator, Strict

from ...core.params import Params, option, real
from ...core.symbolic import Term, largest, named, smallest, sqrt
from .base import Optimizer
from .fields import learning_rate, weight_decay
from .moments import decay_of
from .step_terms import Reel


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


def _mean_square(term: Term, symbol: str) -> Term:
    """The root mean square over all weights of the tensor: one number."""
    return named(rf"\operatorname{{RMS}}({symbol})", term.value.norm(2) / term.value.numel() ** 0.5)


def film(reel: Reel) -> None:
    """One step, part by part; squared gradients of a matrix by rows and columns."""
    gradient, weights, count = reel.gradient(None), reel.weights, reel.count
    lr, fade = reel.setting("lr", r"\eta"), reel.setting("beta2_decay", "c")
    tiny = reel.shot.settings["eps"][0] or torch.finfo(reel.shot.place.dtype).eps
    told = "The learning rate, and ever less than one over the root of the steps."
    rate = reel.part(r"\rho", "Relative rate", told, smallest(lr, 1 / sqrt(count)))
    told = "A step is measured by the size of the weights themselves."
    size = largest(reel.setting("eps", r"\epsilon_2", 1), _mean_square(weights, r"\theta"))
    scale = reel.part(r"\alpha", "Size of the weights", told, size * rate)
    if reel.shot.place.ndim > 1:
        told = "How large gradients have been: only means of rows and columns are kept."
        rows, columns = reel.after("row_var").double(), reel.after("col_var").double()
        whole = rows @ columns / rows.mean(dim=-2, keepdim=True).clamp(min=tiny)
        square = reel.part("v", "Squared gradients", told, named(r"\frac{r \, c^\top}{\bar r}", whole))
    else:
        told = "How large gradients have been; the memory grows with the steps."
        rule = (1 - count**fade) * reel.before("variance", "v") + count**fade * gradient**2
        square = reel.part("v", "Squared gradients", told, rule, kept="variance")
    told = "The gradient over its typical size."
    move = reel.part(
        "u",
        "Scaled gradient",
        told,
        gradient / sqrt(largest(square, named(r"\epsilon_1^2", tiny**2))),
        direction=-1,
    )
    told = "Where its root mean square is above the bound, it is made shorter."
    clip = largest(1, _mean_square(move, "u") / reel.setting("d", "d"))
    reel.step(decay_of(reel, True, -scale * (move / clip)), told)


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
    film=film,
    torch_class=torch.optim.Adafactor,
    network_lr=1e-2,
)
