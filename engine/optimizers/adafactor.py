"""Adafactor."""

from typing import Annotated

import torch
from pydantic import AfterValidator, Strict

from ..params import Params, option, real
from .fields import learning_rate, weight_decay
from .optimizer import Optimizer


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
    torch_class=torch.optim.Adafactor,
    network_lr=1e-2,
)
