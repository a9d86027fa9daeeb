"""What one input of a dataset is: its shape and its kind."""

import math
from dataclasses import dataclass
from typing import Literal, final

Form = Literal["vector", "image", "sequence", "clip"]


@final
@dataclass(frozen=True)
class InputSpec:
    """The form in which a model meets what it learns from.

    Attributes:
        shape: of one input before it was flattened: ``(features,)`` of a vector, ``(channels, height,
            width)`` of an image, ``(length,)`` or ``(length, channels)`` of a sequence, ``(channels,
            frames, height, width)`` of a clip.
        form: what those axes mean.
        vocabulary: how many symbols there are, where the numbers are symbols 0, 1, ... that a model
            embeds; None where they are real numbers.
    """

    shape: tuple[int, ...]
    form: Form = "vector"
    vocabulary: int | None = None

    @property
    def features(self) -> int:
        """Numbers per input."""
        return math.prod(self.shape)
