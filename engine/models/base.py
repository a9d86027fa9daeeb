"""What a model is: a real ``torch.nn.Module``, and what it can be trained on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from ..registry import Entry
from .activations import Activation

Task = Literal["classification", "regression"]

Array = NDArray[np.float64]


@final
@dataclass(frozen=True)
class Layer:
    """One fully connected layer with bias, as the fast landscape needs it.

    ``activation`` follows the layer (None for the last); ``skip`` adds the layer's input to the result.
    """

    activation: Activation | None = None
    skip: bool = False


@final
@dataclass(frozen=True, kw_only=True)
class Model(Entry):
    """A family of networks.

    Attributes:
        tasks: what it can learn.
        features: the number of inputs it takes; None for any.
        outputs: the number of outputs it has; None for any.
        weights: the number of its weights where that is fixed. A model of two is drawn exactly.
        start: where a two-weight model begins by default.
        build: (params, features, outputs) -> module. Its parameters are overwritten by the initializer.
        layers: params -> its layers where it is a plain chain of them, each with a bias; else None.
        minima: (inputs, targets), both of shape (samples,) -> minimizing weights (x, y) of a two-weight model
            under the loss that goes with its task; empty where there is none.
        respond: (x, y, inputs) -> outputs of a two-weight model, elementwise on tensors that broadcast.
        nonlinearity: params -> torch's name (``nn.init.calculate_gain``) of what follows hidden layers.
    """

    build: Callable[[Any, int, int], nn.Module]
    tasks: tuple[Task, ...]
    features: int | None = None
    outputs: int | None = None
    weights: int | None = None
    start: tuple[float, float] | None = None
    layers: Callable[[Any], list[Layer] | None] | None = None
    minima: Callable[[Array, Array], list[tuple[float, float]]] | None = None
    respond: Callable[[Tensor, Tensor, Tensor], Tensor] | None = None
    nonlinearity: Callable[[Any], str] = lambda _params: "linear"

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        return super().describe() | {
            "tasks": list(self.tasks),
            "features": self.features,
            "outputs": self.outputs,
            "weights": self.weights,
            "start": None if self.start is None else list(self.start),
        }
