"""Huber loss: squared for small errors, linear for large ones."""

from torch import Tensor
from torch.nn import functional

from .base import Loss
from .encodings import column


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    repeated = targets.t().expand_as(outputs)
    return functional.huber_loss(outputs, repeated, reduction="none").mean(dim=(1, 2))


ENTRY = Loss(
    name="huber",
    title="Huber",
    aliases=("HuberLoss", "SmoothL1Loss"),
    summary="Half the squared error up to a difference of 1, and from there on a straight line: a smooth "
    "bottom, and outliers that do not pull ever harder.",
    formula=r"\frac{1}{N} \sum_i \begin{cases} \frac{1}{2} r_i^2 & |r_i| \le 1 \\ |r_i| - \frac{1}{2} &"
    r" \text{else} \end{cases}, \quad r_i = \hat y_i - y_i",
    reference="Huber 1964, Robust estimation of a location parameter; torch.nn.functional.huber_loss "
    "(delta = 1)",
    tasks=("regression",),
    outputs=lambda _classes: 1,
    encode=column,
    function=functional.huber_loss,
    across=_across,
)
