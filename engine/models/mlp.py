"""The multilayer perceptron."""

from typing import Annotated, final

from pydantic import Field
from torch import Tensor, nn

from ..inputs import Inputs
from ..params import Params, option
from .activations import ACTIVATIONS, ActivationName
from .base import Layer, Model
from .normalizations import NormalizationName

MAX_WIDTH = 256
MAX_DEPTH = 8

Width = Annotated[int, Field(ge=1, le=MAX_WIDTH)]


@final
class MlpParams(Params):
    """Widths of the hidden layers and what stands between them."""

    hidden: list[Width] = option(
        [16, 16], "Units of each hidden layer; an empty list leaves a linear model.", max_length=MAX_DEPTH
    )
    activation: ActivationName = option("tanh", "The function applied to every hidden unit.", symbol=r"\phi")
    normalization: NormalizationName = option("none", "What is normalized between layers.")
    skip: bool = option(
        False, "Adds each hidden layer's input to its output, wherever both have the same width."
    )


@final
class Skip(nn.Module):
    """``x + block(x)``."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor) -> Tensor:
        return x + self.block(x)  # type: ignore[no-any-return]


def _build(params: MlpParams, inputs: Inputs, outputs: int) -> nn.Module:
    activation = ACTIVATIONS.named(params.activation)
    sizes = [inputs.features, *params.hidden]
    parts: list[nn.Module] = []
    for layer, before, width in zip(_layers(params), sizes, params.hidden, strict=False):
        block = [nn.Linear(before, width), activation.module()]
        parts += [Skip(nn.Sequential(*block))] if layer.skip and before == width else block
    return nn.Sequential(*parts, nn.Linear(sizes[-1], outputs))


def _layers(params: MlpParams) -> list[Layer]:
    activation = ACTIVATIONS.named(params.activation)
    return [Layer(activation, params.skip) for _ in params.hidden] + [Layer()]


MLP = Model(
    name="mlp",
    title="Multilayer perceptron",
    summary="Layers of units, each a weighted sum put through an activation. Its thousands of weights are "
    "seen on a plane cut through their space.",
    formula=r"h_{l+1} = \phi(W_l h_l + b_l)",
    reference="Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
    params=MlpParams,
    build=_build,
    tasks=("classification", "regression"),
    dataset="moons",
    batch_size=32,
    forms=("vector", "image", "sequence", "clip"),
    layers=_layers,
    nonlinearity=lambda params: ACTIVATIONS.named(params.activation).nonlinearity,
)
