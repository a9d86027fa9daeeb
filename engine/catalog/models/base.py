"""Model: a ``torch.nn.Module`` and the data it can be trained on, described as a catalog entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from torch import Tensor, nn

from ...core.inputs import Form, InputSpec
from ...core.registry import Entry
from ...core.types import Array, Task
from .activations import Activation
from .normalizations import NormalizationName


@final
@dataclass(frozen=True)
class Layer:
    """One fully connected layer with bias, for the fast evaluation of a landscape.

    Attributes:
        activation: activation after the layer; None for the last layer.
        skip: whether the input of the layer is added to its result.
        normalization: normalization between the layer and its activation.
        running: whether that normalization uses running statistics.
    """

    activation: Activation | None = None
    skip: bool = False
    normalization: NormalizationName = "none"
    running: bool = False


@final
@dataclass(frozen=True, kw_only=True)
class Model(Entry):
    """Catalog entry: a family of networks.

    Attributes:
        build: (params, inputs, outputs) -> module from (samples, features) to (samples, outputs). The
            initializer overwrites its parameters.
        tasks: classification, regression or both.
        dataset: name of the dataset that is chosen first.
        batch_size: default number of samples per step; None is the whole training set.
        features: number of inputs that the model requires; None for any.
        forms: kinds of input that it takes, flattened.
        symbols: whether it embeds inputs that are symbols.
        outputs: number of outputs that the model has; None for any.
        weights: number of weights, if it is fixed. A model with two weights is drawn exactly.
        start: default start of a model with two weights.
        layers: params -> the layers of a plain chain of fully connected layers; None for other networks.
        minima: (inputs, targets), both of shape (samples,) -> minima (x, y) of a model with two weights
            under the loss ``minima_of``; empty if there are none.
        minima_of: name of that loss.
        lowest_everywhere: why no weights have a lower loss than these minima, as a phrase; empty if some do.
        respond: (x, y, inputs) -> outputs of a model with two weights, elementwise on broadcast tensors.
        samples: params -> smallest number of samples in a step.
        nonlinearity: params -> name of the hidden activation for ``torch.nn.init.calculate_gain``.
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
    lowest_everywhere: str = ""
    respond: Callable[[Tensor, Tensor, Tensor], Tensor] | None = None
    samples: Callable[[Any], int] = lambda _params: 1
    nonlinearity: Callable[[Any], str] = lambda _params: "linear"

    def known_minima(self, loss: str, inputs: Array, targets: Array) -> list[tuple[float, float]]:
        """Minima (x, y) under the loss of this name; empty if they are not known."""
        if self.minima is None or loss != self.minima_of:
            return []
        return self.minima(inputs, targets)

    def takes(self, inputs: InputSpec) -> bool:
        """Whether the model takes inputs of this shape and kind."""
        if inputs.form not in self.forms or (inputs.vocabulary is not None and not self.symbols):
            return False
        return self.features in (None, inputs.features)

    def describe(self) -> dict[str, Any]:
        """The entry as JSON for the catalog."""
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
