"""Raster canvas: draws pixels with Pillow."""

from collections.abc import Iterable, Sequence
from typing import final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ..core.types import Array
from .canvas import Anchor, Box, Canvas, Point
from .fonts import drawable, load_font
from .markers import dashed
from .palette import Color

SUPERSAMPLING = 2
"""Supersampling factor: the image is drawn this many times larger, then averaged."""

ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


@final
class Raster(Canvas):
    """Canvas that draws with Pillow."""

    def __init__(self, width: int, height: int, ground: Color) -> None:
        self._image = Image.new("RGB", (width * SUPERSAMPLING, height * SUPERSAMPLING), ground[:3])
        self._whole: Raster | None = None
        self._offset = (0, 0)
        self._pen = ImageDraw.Draw(self._image, "RGBA")

    def picture(self) -> Image.Image:
        """The image drawn so far, at its final size."""
        return self._image.reduce(SUPERSAMPLING)

    def copy(self) -> "Raster":
        """An independent copy of the canvas."""
        twin = object.__new__(Raster)
        twin._image = self._image.copy()
        twin._whole, twin._offset = None, (0, 0)
        twin._pen = ImageDraw.Draw(twin._image, "RGBA")
        return twin

    def image(self, pixels: NDArray[np.uint8], box: Box) -> None:
        (left, top), (right, bottom) = self._at((box.left, box.top)), self._at((box.right, box.bottom))
        size = round(right) - round(left), round(bottom) - round(top)
        picture = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
        self._image.paste(picture, (round(left), round(top)))

    def rectangle(self, box: Box, outline: Color | None, fill: Color | None = None) -> None:
        corners = [*self._at((box.left, box.top)), *self._at((box.right, box.bottom))]
        self._pen.rectangle(corners, fill, outline, SUPERSAMPLING)

    def lines(self, lines: Iterable[Array], color: Color, width: float) -> None:
        thick = max(1, round(width * SUPERSAMPLING))
        for line in lines:
            self._pen.line(self._all(line).ravel().tolist(), color, thick)

    def line(self, points: Array, color: Color, width: float, dash: tuple[float, ...] = ()) -> None:
        if len(points) < 2:
            return
        if dash:
            return self.lines(dashed(points, dash), color, width)
        flat = self._all(points).ravel().tolist()
        self._pen.line(flat, color, max(1, round(width * SUPERSAMPLING)), joint="curve")

    def polygon(self, points: Sequence[Point], fill: Color, outline: Color | None, width: float) -> None:
        corners = [self._at(point) for point in points]
        self._pen.polygon(corners, fill, outline, max(1, round(width * SUPERSAMPLING)))

    def circle(self, center: Point, radius: float, fill: Color | None, outline: Color, width: float) -> None:
        thick = max(1, round(width * SUPERSAMPLING))
        self._pen.circle(self._at(center), radius * SUPERSAMPLING, fill, outline, thick)

    def text(
        self, place: Point, words: str, color: Color, size: float, anchor: Anchor, halo: Color | None = None
    ) -> None:
        edge = round(1.6 * SUPERSAMPLING) if halo else 0
        font, plain = load_font(size * SUPERSAMPLING)
        words, at = drawable(words, plain), ANCHORS[anchor]
        self._pen.text(self._at(place), words, color, font, at, stroke_width=edge, stroke_fill=halo)

    def clipped(self, box: Box) -> Canvas:
        (left, top), (right, bottom) = self._at((box.left, box.top)), self._at((box.right, box.bottom))
        part = object.__new__(Raster)
        part._image = self._image.crop((round(left), round(top), round(right), round(bottom)))
        part._pen = ImageDraw.Draw(part._image, "RGBA")
        part._whole, part._offset = self, (round(left), round(top))
        return part

    def close(self) -> None:
        assert self._whole is not None, "Only a clipped part is closed."
        self._whole._image.paste(self._image, self._offset)

    def _at(self, point: Point) -> tuple[float, float]:
        return point[0] * SUPERSAMPLING - self._offset[0], point[1] * SUPERSAMPLING - self._offset[1]

    def _all(self, points: Array) -> Array:
        pixels: Array = np.clip(points * SUPERSAMPLING - np.array(self._offset), -1e5, 1e5)
        return pixels
