"""Input specification: shape and kind of one input, given by a dataset and taken by a model."""

import math
from dataclasses import dataclass
from typing import Literal, final

Form = Literal["vector", "image", "sequence", "clip"]


@final
@dataclass(frozen=True)
class InputSpec:
    """Shape and kind of one input.

    Attributes:
        shape: of one input before it is flattened: ``(features,)`` for a vector, ``(channels, height,
            width)`` for an image, ``(length,)`` or ``(length, channels)`` for a sequence, ``(channels,
            frames, height, width)`` for a clip.
        form: meaning of the axes.
        vocabulary: number of symbols, if the inputs are symbols 0, 1, ... that a model embeds; None if
            they are real numbers.
    """

    shape: tuple[int, ...]
    form: Form = "vector"
    vocabulary: int | None = None

    @property
    def features(self) -> int:
        """Numbers in one flattened input."""
        return math.prod(self.shape)
