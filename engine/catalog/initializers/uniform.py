"""Uniform initializer: weights from a fixed range, for any size of layer."""

from typing import final

from torch import nn

from ...core.params import Params, real
from .base import Initializer


@final
class UniformParams(Params):
    """The range."""

    limit: float = real(
        0.5,
        "Weights lie between minus and plus this.",
        soft=(0.01, 2.0),
        scale="log",
        symbol="a",
        gt=0,
        le=1e3,
    )


ENTRY = Initializer(
    name="uniform",
    title="Uniform",
    aliases=("RandomUniform",),
    summary="Weights equally likely anywhere in a fixed range, for any size of layer.",
    formula=r"W \sim \mathcal U(-a, a)",
    reference="torch.nn.init.uniform_",
    params=UniformParams,
    fill=lambda params, weight, generator, _nonlinearity: nn.init.uniform_(
        weight, -params.limit, params.limit, generator=generator
    ),
)
