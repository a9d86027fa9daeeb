"""Vector canvas: draws an SVG document."""

import base64
import io
from collections.abc import Iterable, Sequence
from typing import final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..core.types import Array
from .canvas import Anchor, Box, Canvas, Point
from .palette import Color

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@final
class Vector(Canvas):
    """Canvas that collects SVG elements."""

    def __init__(self, width: int, height: int, ground: Color, title: str) -> None:
        self._size = width, height
        self._title = title
        self._parts: list[str] = []
        self._clips = 0
        self.rectangle(Box(0, 0, width, height), None, ground)

    def document(self) -> str:
        """The SVG document; it has no external references."""
        width, height = self._size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" font-family="{FONT}" role="img"><title>{_plain(self._title)}</title>\n'
            + "\n".join(self._parts)
            + "\n</svg>\n"
        )

    def image(self, pixels: NDArray[np.uint8], box: Box) -> None:
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=92, subsampling=0)
        data = base64.b64encode(file.getvalue()).decode()
        self._add(f'<image {_box(box)} preserveAspectRatio="none" href="data:image/jpeg;base64,{data}"/>')

    def rectangle(self, box: Box, outline: Color | None, fill: Color | None = None) -> None:
        self._add(f"<rect {_box(box)} {_fill(fill)} {_stroke(outline, 1)}/>")

    def lines(self, lines: Iterable[Array], color: Color, width: float) -> None:
        paths = ("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line.tolist()) for line in lines)
        self._add(f'<path d="{"".join(paths)}" fill="none" {_stroke(color, width)}/>')

    def line(self, points: Array, color: Color, width: float, dash: tuple[float, ...] = ()) -> None:
        if len(points) >= 2:
            corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in points.tolist())
            shape = 'fill="none" stroke-linejoin="round"'
            if dash:
                shape += f' stroke-dasharray="{" ".join(f"{length:g}" for length in dash)}"'
            self._add(f'<polyline points="{corners}" {shape} {_stroke(color, width)}/>')

    def polygon(self, points: Sequence[Point], fill: Color, outline: Color | None, width: float) -> None:
        corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self._add(f'<polygon points="{corners}" {_fill(fill)} {_stroke(outline, width)}/>')

    def circle(self, center: Point, radius: float, fill: Color | None, outline: Color, width: float) -> None:
        x, y = center
        self._add(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" {_fill(fill)} {_stroke(outline, width)}/>'
        )

    def text(
        self, place: Point, words: str, color: Color, size: float, anchor: Anchor, halo: Color | None = None
    ) -> None:
        edge = f'paint-order="stroke" stroke-linejoin="round" {_stroke(halo, 3.2)}' if halo else ""
        where = f'x="{place[0]:.1f}" y="{place[1]:.1f}" dy="0.35em" text-anchor="{anchor}"'
        self._add(f'<text {where} font-size="{size:g}" {_fill(color)} {edge}>{_plain(words)}</text>')

    def clipped(self, box: Box) -> Canvas:
        self._clips += 1
        name = quoteattr(f"clip-{self._clips}")
        self._add(f'<clipPath id={name}><rect {_box(box)}/></clipPath><g clip-path="url(#{name[1:-1]})">')
        return self

    def close(self) -> None:
        self._add("</g>")

    def _add(self, element: str) -> None:
        self._parts.append(element)


def _plain(words: str) -> str:
    """Escape a text for XML, without characters that XML does not allow."""
    return escape("".join(letter for letter in words if letter.isprintable()))


def _box(box: Box) -> str:
    return f'x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}"'


def _fill(color: Color | None) -> str:
    return 'fill="none"' if color is None else f'fill="{_hex(color)}"{_opacity("fill", color)}'


def _stroke(color: Color | None, width: float) -> str:
    if color is None:
        return ""
    return f'stroke="{_hex(color)}" stroke-width="{width:g}"{_opacity("stroke", color)}'


def _hex(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color[:3])


def _opacity(what: str, color: Color) -> str:
    return "" if color[3] == 255 else f' {what}-opacity="{color[3] / 255:.3g}"'
