"""Cross entropy: for any number of classes, with the softmax included."""

from torch import Tensor
from torch.nn import functional

from .base import Loss
from .encodings import class_indices, output_per_class


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    if len(outputs) == 1:
        return functional.cross_entropy(outputs, targets[None])[None]
    repeated = targets.expand(len(outputs), -1)
    return functional.cross_entropy(outputs, repeated, reduction="none").mean(dim=1)


ENTRY = Loss(
    name="cross_entropy",
    title="Cross entropy",
    aliases=("CrossEntropyLoss", "categorical_crossentropy", "sparse_categorical_crossentropy", "log_loss"),
    summary="The surprise at the true class, in nats, with a softmax over one output a class. Guessing "
    "among C classes costs log C.",
    formula=r"-\frac{1}{N} \sum_i \log \frac{e^{z_{i, y_i}}}{\sum_c e^{z_{i, c}}}",
    reference="torch.nn.functional.cross_entropy",
    tasks=("classification",),
    outputs=output_per_class,
    encode=class_indices,
    function=functional.cross_entropy,
    across=_across,
)
