"""What a model is: a real ``torch.nn.Module``, and what it can be trained on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from ...core.inputs import Form, InputSpec
from ...core.registry import Entry
from .activations import Activation
from .normalizations import NormalizationName

Task = Literal["classification", "regression"]

Array = NDArray[np.float64]


@final
@dataclass(frozen=True)
class Layer:
    """One fully connected layer with bias, as the fast landscape needs it.

    ``activation`` follows the layer (None for the last), ``normalization`` stands before it, with the
    running statistics where ``running`` says so; ``skip`` adds the layer's input to the result.
    """

    activation: Activation | None = None
    skip: bool = False
    normalization: NormalizationName = "none"
    running: bool = False


@final
@dataclass(frozen=True, kw_only=True)
class Model(Entry):
    """A family of networks.

    Attributes:
        tasks: what it can learn.
        features: the number of inputs it takes; None for any.
        forms: the forms of input it takes; whatever it does not know the shape of, it takes flattened.
        symbols: whether it embeds inputs that are numbers of symbols.
        dataset: the name of the one that it is shown on first.
        batch_size: samples per step to begin with; None is the whole set.
        outputs: the number of outputs it has; None for any.
        weights: the number of its weights where that is fixed. A model of two is drawn exactly.
        start: where a two-weight model begins by default.
        build: (params, inputs, outputs) -> module from (samples, features) to (samples, outputs). Its
            parameters are overwritten by the initializer.
        layers: params -> its layers where it is a plain chain of them, each with a bias; else None.
        minima: (inputs, targets), both of shape (samples,) -> minimizing weights (x, y) of a two-weight model
            under ``minima_of``; empty where there is none.
        minima_of: the name of the loss whose minima those are.
        respond: (x, y, inputs) -> outputs of a two-weight model, elementwise on tensors that broadcast.
        samples: params -> how few samples a step may have.
        nonlinearity: params -> torch's name (``nn.init.calculate_gain``) of what follows hidden layers.
    """

    build: Callable[[Any, InputSpec, int], nn.Module]
    tasks: tuple[Task, ...]
    dataset: str
    batch_size: int | None = None
    features: int | None = None
    forms: tuple[Form, ...] = ("vector",)
    symbols: bool = False
    outputs: int | None = None
    weights: int | None = None
    start: tuple[float, float] | None = None
    layers: Callable[[Any], list[Layer] | None] | None = None
    minima: Callable[[Array, Array], list[tuple[float, float]]] | None = None
    minima_of: str = ""
    respond: Callable[[Tensor, Tensor, Tensor], Tensor] | None = None
    samples: Callable[[Any], int] = lambda _params: 1
    nonlinearity: Callable[[Any], str] = lambda _params: "linear"

    def known_minima(self, loss: str, inputs: Array, targets: Array) -> list[tuple[float, float]]:
        """Minimizing weights (x, y) under the loss of this name; empty where they are not known."""
        if self.minima is None or loss != self.minima_of:
            return []
        return self.minima(inputs, targets)

    def takes(self, inputs: InputSpec) -> bool:
        """Whether it can be fed with such inputs."""
        if inputs.form not in self.forms or (inputs.vocabulary is not None and not self.symbols):
            return False
        return self.features in (None, inputs.features)

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        return super().describe() | {
            "tasks": list(self.tasks),
            "features": self.features,
            "forms": list(self.forms),
            "symbols": self.symbols,
            "dataset": self.dataset,
            "batch_size": self.batch_size,
            "outputs": self.outputs,
            "weights": self.weights,
            "start": None if self.start is None else list(self.start),
        }
