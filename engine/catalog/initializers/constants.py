"""Constant initializers: all weights start equal."""

from typing import final

from torch import nn

from ...core.params import Params, real
from .base import Initializer


@final
class ConstantParams(Params):
    """The value."""

    value: float = real(0.5, "Every weight and every bias.", soft=(-2.0, 2.0), step=0.05, ge=-1e3, le=1e3)


ENTRIES = (
    Initializer(
        name="constant",
        title="Constant",
        summary="Every weight and bias the same. All units of a layer stay equal forever: the symmetry that "
        "random weights break.",
        formula="W = c",
        reference="torch.nn.init.constant_",
        params=ConstantParams,
        fill=lambda params, weight, _generator, _nonlinearity: nn.init.constant_(weight, params.value),
        biases=lambda params, bias, _generator, _nonlinearity: nn.init.constant_(bias, params.value),
    ),
    Initializer(
        name="zeros",
        title="Zeros",
        summary="Every weight zero. A hidden layer then passes nothing on, forward or backward: a saddle "
        "that no gradient leaves.",
        formula="W = 0",
        reference="torch.nn.init.zeros_",
        fill=lambda _params, weight, _generator, _nonlinearity: nn.init.zeros_(weight),
    ),
)
