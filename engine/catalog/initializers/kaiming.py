"""Kaiming (He) initializers: like Xavier, corrected for the activation."""

from typing import Literal, final

from torch import Generator, Tensor, nn

from ...core.params import Params, option
from .base import Initializer

REFERENCE = "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers"

LEAK = 0.01


@final
class KaimingParams(Params):
    """Parameters of Kaiming initializers: whether the variance is kept in the forward or backward pass."""

    mode: Literal["fan_in", "fan_out"] = option(
        "fan_in", "Keeps the variance of the signal going forward (fan_in) or of the gradient going back."
    )


def _uniform(params: KaimingParams, weight: Tensor, generator: Generator, nonlinearity: str) -> Tensor:
    return nn.init.kaiming_uniform_(
        weight,
        a=LEAK,
        mode=params.mode,
        nonlinearity=nonlinearity,  # type: ignore[arg-type]
        generator=generator,
    )


def _normal(params: KaimingParams, weight: Tensor, generator: Generator, nonlinearity: str) -> Tensor:
    return nn.init.kaiming_normal_(
        weight,
        a=LEAK,
        mode=params.mode,
        nonlinearity=nonlinearity,  # type: ignore[arg-type]
        generator=generator,
    )


ENTRIES = (
    Initializer(
        name="kaiming_normal",
        title="Kaiming normal",
        aliases=("HeNormal", "he_normal"),
        summary="Gaussian weights whose spread is set by the layer's inputs and the activation's gain (the "
        "square root of 2 for ReLU, which blocks half of what comes).",
        formula=r"W \sim \mathcal N(0, \sigma^2), \quad \sigma = g / \sqrt{n_\text{in}}",
        reference=REFERENCE,
        params=KaimingParams,
        fill=_normal,
    ),
    Initializer(
        name="kaiming_uniform",
        title="Kaiming uniform",
        aliases=("HeUniform", "he_uniform"),
        summary="A uniform range set by the layer's inputs and the activation's gain (the square root of 2 "
        "for ReLU).",
        formula=r"W \sim \mathcal U(-a, a), \quad a = g \sqrt{3 / n_\text{in}}",
        reference=REFERENCE,
        params=KaimingParams,
        fill=_uniform,
    ),
)
