"""Mean absolute error: the L1 loss of a regression."""

from torch import Tensor
from torch.nn import functional

from .base import Loss
from .encodings import column


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    return (outputs - targets.t()).abs_().mean(dim=(1, 2))


ENTRY = Loss(
    name="l1",
    title="Absolute error (L1)",
    aliases=("L1Loss", "mean_absolute_error", "mae"),
    summary="The mean of absolute differences. Its slope is the same however far off an answer is, so one "
    "outlier pulls no harder than any other sample; at the bottom there is a kink.",
    formula=r"\frac{1}{N} \sum_i |\hat y_i - y_i|",
    reference="torch.nn.functional.l1_loss",
    tasks=("regression",),
    outputs=lambda _classes: 1,
    encode=column,
    function=functional.l1_loss,
    across=_across,
)
