"""Sequence input: turns flattened samples into one vector per position."""

from typing import final

from torch import Tensor, nn

from ...core.inputs import InputSpec


@final
class Symbols(nn.Module):
    """Embedding layer for symbols that come as float numbers, shape (samples, length)."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        self.embedding = embedding

    def forward(self, x: Tensor) -> Tensor:
        return self.embedding(x.long())  # type: ignore[no-any-return]


def input_embedding(inputs: InputSpec, width: int) -> tuple[nn.Module, int]:
    """First layer of a sequence model.

    Args:
        inputs: shape and kind of one input.
        width: size of the vector for each symbol; real numbers stay as they are.

    Returns:
        A module from flattened samples to shape (samples, length, channels), and the number of channels.
    """
    if inputs.vocabulary is not None:
        return Symbols(nn.Embedding(inputs.vocabulary, width)), width
    length, *channels = inputs.shape
    width = channels[0] if channels else 1
    return nn.Unflatten(1, (length, width)), width
