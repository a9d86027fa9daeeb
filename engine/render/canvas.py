"""Canvas: drawing primitives for raster and vector images. Units are pixels, y points down."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from ..core.types import Array
from .palette import Color

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
    """Interface of a drawing surface."""

    @abstractmethod
    def image(self, pixels: NDArray[np.uint8], box: Box) -> None:
        """Draw an image, uint8 of shape (rows, columns, 3), stretched over the box."""

    @abstractmethod
    def rectangle(self, box: Box, outline: Color | None, fill: Color | None = None) -> None:
        """Draw a rectangle."""

    @abstractmethod
    def lines(self, lines: Iterable[Array], color: Color, width: float) -> None:
        """Draw polylines, each through points of shape (n, 2)."""

    @abstractmethod
    def line(self, points: Array, color: Color, width: float, dash: tuple[float, ...] = ()) -> None:
        """Draw a polyline through points, of shape (n, 2); ``dash`` has lengths of strokes and gaps."""

    @abstractmethod
    def polygon(self, points: Sequence[Point], fill: Color, outline: Color | None, width: float) -> None:
        """Draw a closed polygon."""

    @abstractmethod
    def circle(self, center: Point, radius: float, fill: Color | None, outline: Color, width: float) -> None:
        """Draw a circle."""

    @abstractmethod
    def text(
        self, place: Point, words: str, color: Color, size: float, anchor: Anchor, halo: Color | None = None
    ) -> None:
        """Draw one line of text, vertically centered at ``place``; ``halo`` is the color of its outline."""

    @abstractmethod
    def clipped(self, box: Box) -> "Canvas":
        """A canvas for the same image that draws only inside the box; call its ``close`` at the end."""

    @abstractmethod
    def close(self) -> None:
        """End a clipped canvas."""
