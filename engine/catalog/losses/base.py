"""What a loss is: torch's own function, and the targets it wants."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ...core.registry import Entry

Task = Literal["classification", "regression"]


@final
@dataclass(frozen=True, kw_only=True)
class Loss(Entry):
    """A mean over samples of what a wrong answer costs.

    Attributes:
        tasks: what it judges.
        classes: the number of classes it is made for; None for any.
        outputs: number of classes (None for a regression) -> outputs the model must have.
        encode: (targets of shape (samples,), number of classes) -> the tensor that ``function`` wants;
            real targets come in float64.
        function: (outputs of shape (samples, outputs), encoded targets) -> 0-dim mean.
        across: the same without gradients for many models at once, laid out so that memory is read in
            order: (outputs of shape (models, outputs, samples), encoded targets) -> shape (models,).
    """

    tasks: tuple[Task, ...]
    classes: int | None = None
    outputs: Callable[[int | None], int]
    encode: Callable[[NDArray[np.float64], int | None], Tensor]
    function: Callable[[Tensor, Tensor], Tensor]
    across: Callable[[Tensor, Tensor], Tensor]

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        return super().describe() | {"tasks": list(self.tasks), "classes": self.classes}
