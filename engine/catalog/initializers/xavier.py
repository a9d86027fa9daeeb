"""Xavier (Glorot) initializers: keep the variance of signals and gradients, on average of both."""

from typing import final

from torch import nn

from ...core.params import Params, real
from .base import Initializer

REFERENCE = "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks"


@final
class XavierParams(Params):
    """The gain."""

    gain: float = real(
        1.0, "Multiplies every weight.", soft=(0.1, 10.0), scale="log", symbol="g", gt=0.0, le=1e3
    )


ENTRIES = (
    Initializer(
        name="xavier_normal",
        title="Xavier normal",
        aliases=("GlorotNormal", "glorot_normal"),
        summary="Gaussian weights whose spread is set by the layer's inputs and outputs: made for tanh.",
        formula=r"W \sim \mathcal N(0, \sigma^2), \quad "
        r"\sigma = g \sqrt{\tfrac{2}{n_\text{in} + n_\text{out}}}",
        reference=REFERENCE,
        params=XavierParams,
        fill=lambda params, weight, generator, _nonlinearity: nn.init.xavier_normal_(
            weight, gain=params.gain, generator=generator
        ),
    ),
    Initializer(
        name="xavier_uniform",
        title="Xavier uniform",
        aliases=("GlorotUniform", "glorot_uniform"),
        summary="A uniform range set by the layer's inputs and outputs, so that a tanh network neither fades "
        "nor saturates at the start.",
        formula=r"W \sim \mathcal U(-a, a), \quad a = g \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}",
        reference=REFERENCE,
        params=XavierParams,
        fill=lambda params, weight, generator, _nonlinearity: nn.init.xavier_uniform_(
            weight, gain=params.gain, generator=generator
        ),
    ),
)
