"""What an initializer is: a rule that overwrites a weight matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from torch import Generator, Tensor

from ...core.registry import Entry

Fill = Callable[[Any, Tensor, Generator, str], object]


@final
@dataclass(frozen=True, kw_only=True)
class Initializer(Entry):
    """How weights begin.

    ``fill(params, weight, generator, nonlinearity)`` overwrites a float64 weight of shape (units,
    inputs), or more dimensions, in place with torch's own ``nn.init`` function. Biases begin at zero
    unless ``biases`` says otherwise, a rule of the same form for tensors of one dimension.
    """

    fill: Fill
    biases: Fill | None = None
