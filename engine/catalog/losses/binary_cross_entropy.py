"""Binary cross entropy: for two classes, with the sigmoid included."""

from torch import Tensor
from torch.nn import functional

from .base import Loss
from .encodings import column


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    repeated = targets.t().expand_as(outputs)
    losses = functional.binary_cross_entropy_with_logits(outputs, repeated, reduction="none")
    return losses.mean(dim=(1, 2))


ENTRY = Loss(
    name="binary_cross_entropy",
    title="Binary cross entropy",
    aliases=("BCEWithLogitsLoss", "BCELoss", "bce"),
    summary="The surprise at the true one of two classes, in nats, with a sigmoid over the single output.",
    formula=r"\frac{1}{N} \sum_i \log(1 + e^{z_i}) - y_i z_i",
    reference="torch.nn.functional.binary_cross_entropy_with_logits",
    tasks=("classification",),
    classes=2,
    outputs=lambda _classes: 1,
    encode=column,
    function=functional.binary_cross_entropy_with_logits,
    across=_across,
)
