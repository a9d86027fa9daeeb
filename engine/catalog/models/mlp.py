"""Multilayer perceptron: fully connected layers with activations between them."""

from typing import Annotated, final

from pydantic import Field
from torch import nn

from ...core.inputs import InputSpec
from ...core.params import Params, option
from .activations import ACTIVATIONS, ActivationName
from .base import Layer, Model
from .fields import dropout_field, statistics_field
from .normalizations import NORMALIZATIONS, NormalizationName, Statistics, normalized
from .residual import Residual

MAX_WIDTH = 256
MAX_DEPTH = 40

Width = Annotated[int, Field(ge=1, le=MAX_WIDTH)]


@final
class MlpParams(Params):
    """Parameters: widths of the hidden layers, activation, normalization, skip connections and dropout."""

    hidden: list[Width] = option(
        [16, 16],
        "Units of each hidden layer; an empty list leaves a linear model.",
        max_length=MAX_DEPTH,
        label="Hidden layers",
        aliases=("hidden_layer_sizes", "hidden_sizes", "layers", "units"),
    )
    activation: ActivationName = option("tanh", "The function applied to every hidden unit.", symbol=r"\phi")
    normalization: NormalizationName = option(
        "none", "What is normalized between a layer's sums and its activation."
    )
    statistics: Statistics = statistics_field()
    skip: bool = option(
        False,
        "Adds each hidden layer's input to its output, wherever both have the same width.",
        label="Skip connections",
    )
    dropout: float = dropout_field("hidden units")


def _build(params: MlpParams, inputs: InputSpec, outputs: int) -> nn.Module:
    activation = ACTIVATIONS.named(params.activation)
    sizes = [inputs.features, *params.hidden]
    parts: list[nn.Module] = []
    for layer, before, width in zip(_layers(params), sizes, params.hidden, strict=False):
        block = [nn.Linear(before, width), *normalized(params.normalization, width, params.statistics)]
        block.append(activation.module())
        if params.dropout > 0:
            block.append(nn.Dropout(params.dropout))
        parts += [Residual(nn.Sequential(*block))] if layer.skip and before == width else block
    return nn.Sequential(*parts, nn.Linear(sizes[-1], outputs))


def _layers(params: MlpParams) -> list[Layer]:
    activation = ACTIVATIONS.named(params.activation)
    hidden = Layer(activation, params.skip, params.normalization, params.statistics == "running")
    return [hidden for _ in params.hidden] + [Layer()]


ENTRY = Model(
    name="mlp",
    title="Multilayer perceptron",
    aliases=("MLPClassifier", "MLPRegressor", "dense", "feedforward"),
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
    samples=lambda params: NORMALIZATIONS.named(params.normalization).samples,
)
