"""A picture of pixels."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .canvas import Anchor, Array, Box, Canvas, Point
from .palette import Color

FINENESS = 2
"""Everything is drawn so many times as large and averaged, so that edges are smooth."""

FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf")
ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


@final
class Raster(Canvas):
    """Drawn with Pillow."""

    def __init__(self, width: int, height: int, ground: Color) -> None:
        self._image = Image.new("RGB", (width * FINENESS, height * FINENESS), ground[:3])
        self._whole: Raster | None = None
        self._offset = (0, 0)
        self._pen = ImageDraw.Draw(self._image, "RGBA")

    def picture(self) -> Image.Image:
        """What was drawn so far, at its own size."""
        return self._image.reduce(FINENESS)

    def copy(self) -> "Raster":
        """Another picture that goes on from here."""
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
        self._pen.rectangle(corners, fill, outline, FINENESS)

    def segments(self, ends: Array, color: Color, width: float) -> None:
        thick = max(1, round(width * FINENESS))
        for line in self._all(ends.reshape(-1, 2)).reshape(-1, 4).tolist():
            self._pen.line(line, color, thick)

    def line(self, points: Array, color: Color, width: float) -> None:
        if len(points) < 2:
            return
        flat = self._all(points).ravel().tolist()
        self._pen.line(flat, color, max(1, round(width * FINENESS)), joint="curve")

    def polygon(self, points: Sequence[Point], fill: Color, outline: Color | None, width: float) -> None:
        corners = [self._at(point) for point in points]
        self._pen.polygon(corners, fill, outline, max(1, round(width * FINENESS)))

    def circle(self, center: Point, radius: float, fill: Color | None, outline: Color, width: float) -> None:
        thick = max(1, round(width * FINENESS))
        self._pen.circle(self._at(center), radius * FINENESS, fill, outline, thick)

    def text(
        self, place: Point, words: str, color: Color, size: float, anchor: Anchor, halo: Color | None = None
    ) -> None:
        edge = round(1.6 * FINENESS) if halo else 0
        font, plain = _font(size)
        words, at = _on_one_line(ascii_of(words) if plain else words), ANCHORS[anchor]
        self._pen.text(self._at(place), words, color, font, at, stroke_width=edge, stroke_fill=halo)

    def text_width(self, words: str, size: float) -> float:
        font, plain = _font(size)
        return float(font.getlength(_on_one_line(ascii_of(words) if plain else words))) / FINENESS

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
        return point[0] * FINENESS - self._offset[0], point[1] * FINENESS - self._offset[1]

    def _all(self, points: Array) -> Array:
        pixels: Array = np.clip(points * FINENESS - np.array(self._offset), -1e5, 1e5)
        return pixels


@lru_cache(maxsize=32)
def _font(size: float) -> "tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]":
    """A font of this machine, or else Pillow's own, and whether it is that one, which knows ASCII only."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size * FINENESS), False
        except OSError:
            continue
    return ImageFont.load_default(size * FINENESS), True


def ascii_of(words: str) -> str:
    """The words in plain letters: minus signs as hyphens, accents left out, a question mark for the rest."""
    bare = unicodedata.normalize("NFKD", words.replace("\u2212", "-"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return letters.encode("ascii", "replace").decode()


def _on_one_line(words: str) -> str:
    """What cannot be drawn is a blank: fonts refuse a line break."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
