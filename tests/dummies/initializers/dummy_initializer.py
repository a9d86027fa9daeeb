"""An initializer."""

from torch import nn

from .base import Initializer

ENTRY = Initializer(
    name="dummy_initializer",
    title="Dummy initializer",
    summary="Uniform weights in a narrow range.",
    fill=lambda _params, weight, generator, _nonlinearity: nn.init.uniform_(
        weight, -0.3, 0.3, generator=generator
    ),
)
