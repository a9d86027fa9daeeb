"""How a sequence enters a network: as vectors, one a position."""

from typing import final

from torch import Tensor, nn

from ...core.inputs import InputSpec


@final
class Symbols(nn.Module):
    """Numbers of symbols, shape (samples, length), to a learned vector each."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        self.embedding = embedding

    def forward(self, x: Tensor) -> Tensor:
        return self.embedding(x.long())  # type: ignore[no-any-return]


def input_embedding(inputs: InputSpec, width: int) -> tuple[nn.Module, int]:
    """From flattened samples to (samples, length, channels), and the number of channels.

    Symbols become vectors of this width; real numbers stay as they are.
    """
    if inputs.vocabulary is not None:
        return Symbols(nn.Embedding(inputs.vocabulary, width)), width
    length, *channels = inputs.shape
    width = channels[0] if channels else 1
    return nn.Unflatten(1, (length, width)), width
