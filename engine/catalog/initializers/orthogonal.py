"""Orthogonal initializer: a linear layer keeps the length of its input."""

from typing import final

from torch import nn

from ...core.params import Params, real
from .base import Initializer


@final
class OrthogonalParams(Params):
    """The gain."""

    gain: float = real(
        1.0, "Multiplies every weight.", soft=(0.1, 10.0), scale="log", symbol="g", gt=0.0, le=1e3
    )


ENTRY = Initializer(
    name="orthogonal",
    title="Orthogonal",
    summary="A random rotation (its rows or columns are orthonormal): a linear network of any depth keeps "
    "every signal's length.",
    formula=r"W^\top W = g^2 I",
    reference="Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear dynamics of learning",
    params=OrthogonalParams,
    fill=lambda params, weight, generator, _nonlinearity: nn.init.orthogonal_(
        weight, gain=params.gain, generator=generator
    ),
)
