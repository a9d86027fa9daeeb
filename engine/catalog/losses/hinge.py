"""Hinge loss: the true class must lead every other class by a margin."""

from torch import Tensor

from .base import Loss
from .encodings import class_indices, output_per_class


def _hinge(outputs: Tensor, targets: Tensor) -> Tensor:
    # Written out, because the multi_margin_loss of torch has no second derivative.
    true = outputs.gather(1, targets[:, None])
    margins = (1 + outputs - true).clamp(min=0).sum(dim=1) - 1  # minus the term of the true class, which is 1
    return margins.mean() / outputs.shape[1]


def _across(outputs: Tensor, targets: Tensor) -> Tensor:
    true = outputs.gather(1, targets.expand(len(outputs), 1, -1))
    margins = (1 + outputs - true).clamp_(min=0).sum(dim=1) - 1
    return margins.mean(dim=1) / outputs.shape[1]


ENTRY = Loss(
    name="hinge",
    title="Hinge",
    aliases=("MultiMarginLoss", "categorical_hinge"),
    summary="Nothing for a sample whose true class leads every other by 1, and as much as it falls short of "
    "that otherwise, over the number of classes. What is right by a margin pulls no more.",
    formula=r"\frac{1}{N C} \sum_i \sum_{c \ne y_i} \max(0,\ 1 - z_{i, y_i} + z_{i, c})",
    reference="Weston & Watkins 1999, Support vector machines for multi-class pattern recognition; "
    "torch.nn.functional.multi_margin_loss",
    tasks=("classification",),
    outputs=output_per_class,
    encode=class_indices,
    function=_hinge,
    across=_across,
)
