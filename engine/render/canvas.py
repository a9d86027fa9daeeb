"""What pictures are drawn on: pixels or vectors. Units are pixels, y downwards."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from .palette import Color

Array = NDArray[np.float64]
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@final
@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


class Canvas(ABC):
    """A picture in the making."""

    @abstractmethod
    def image(self, pixels: NDArray[np.uint8], box: Box) -> None:
        """An image of shape (rows, columns, 3), stretched over the box."""

    @abstractmethod
    def rectangle(self, box: Box, outline: Color | None, fill: Color | None = None) -> None:
        """A rectangle."""

    @abstractmethod
    def segments(self, ends: Array, color: Color, width: float) -> None:
        """Lines of shape (n, 2, 2): for each both ends, x and y."""

    @abstractmethod
    def line(self, points: Array, color: Color, width: float) -> None:
        """A line through points of shape (n, 2)."""

    @abstractmethod
    def polygon(self, points: Sequence[Point], fill: Color, outline: Color | None, width: float) -> None:
        """A closed shape."""

    @abstractmethod
    def circle(self, center: Point, radius: float, fill: Color | None, outline: Color, width: float) -> None:
        """A circle."""

    @abstractmethod
    def text(
        self, place: Point, words: str, color: Color, size: float, anchor: Anchor, halo: Color | None = None
    ) -> None:
        """One line of text, its middle at the height of ``place``; ``halo`` is a pale edge round it."""

    @abstractmethod
    def text_width(self, words: str, size: float) -> float:
        """How wide a line of text is, about."""

    @abstractmethod
    def clipped(self, box: Box) -> "Canvas":
        """The same picture, of which only the box can be drawn on until ``close`` is called on it."""

    @abstractmethod
    def close(self) -> None:
        """End of a clipped part."""
