"""Loss: a function of torch with the targets that it needs, described as a catalog entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from torch import Tensor

from ...core.registry import Entry
from ...core.types import Array, Task


@final
@dataclass(frozen=True, kw_only=True)
class Loss(Entry):
    """Catalog entry: the mean over samples of the cost of a prediction.

    Attributes:
        tasks: classification, regression or both.
        classes: number of classes that the loss requires; None for any.
        outputs: number of classes (None for a regression) -> number of outputs the model must have.
        encode: (targets of shape (samples,), number of classes) -> the tensor that ``function`` takes;
            real targets as float64.
        function: (outputs of shape (samples, outputs), encoded targets) -> 0-dimensional mean.
        across: the same without gradients for many models at once: (outputs of shape (models, outputs,
            samples), encoded targets) -> shape (models,). This order of axes reads memory in order.
    """

    tasks: tuple[Task, ...]
    classes: int | None = None
    outputs: Callable[[int | None], int]
    encode: Callable[[Array, int | None], Tensor]
    function: Callable[[Tensor, Tensor], Tensor]
    across: Callable[[Tensor, Tensor], Tensor]

    def describe(self) -> dict[str, Any]:
        """The entry as JSON for the catalog."""
        return super().describe() | {"tasks": list(self.tasks), "classes": self.classes}
