"""Initializer: a rule that overwrites a weight tensor, described as a catalog entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from torch import Generator, Tensor

from ...core.registry import Entry

Fill = Callable[[Any, Tensor, Generator, str], object]


@final
@dataclass(frozen=True, kw_only=True)
class Initializer(Entry):
    """Catalog entry: how weights are initialized.

    Attributes:
        fill: (params, weight, generator, nonlinearity) -> anything; overwrites a float64 weight of shape
            (units, inputs, ...) in place, by a function of ``torch.nn.init``. ``nonlinearity`` is a name
            that ``torch.nn.init.calculate_gain`` knows.
        biases: the same for biases, tensors of one dimension; None sets them to zero.
    """

    fill: Fill
    biases: Fill | None = None
