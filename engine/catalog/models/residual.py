"""Residual connection: adds the input of a block of layers to its output."""

from typing import final

from torch import Tensor, nn


@final
class Residual(nn.Module):
    """``x + block(x)``."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor) -> Tensor:
        return x + self.block(x)  # type: ignore[no-any-return]
