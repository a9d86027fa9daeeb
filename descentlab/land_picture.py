"""Land picture: colors and heights of a landscape, and its picture as a PNG file, with NumPy alone."""

import re
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .paths import ROOT

if TYPE_CHECKING:
    from .results import Landscape

LEVELS = 24
"""Steps of color between the lowest and the highest place, as many as a figure's contours."""

SIZE = 480
"""Most pixels along the longer side, unless the grid has more places."""

HOLE = (255, 255, 255)
"""Color where the loss is not finite."""


@cache
def palette(family: str) -> list[str]:
    """Colors of ``racer`` or ``land`` in the light theme, read from the style sheet of the page."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found: dict[int, str] = {}
    for number, color in re.findall(rf"--{family}-(\d+): (#[0-9a-f]{{6}});", text):
        found.setdefault(int(number), color)
    return [found[number] for number in sorted(found)]


def heights(land: "Landscape") -> tuple[Any, float]:
    """Heights to draw: the loss or, on a logarithmic scale, log10(loss - offset).

    The offset is a little below the lowest loss. Returns the heights and the offset, which is 0 without such
    a scale.
    """
    finite = np.where(np.isfinite(land.z), land.z, np.nan)
    if not land.log_scale or np.isnan(finite).all():
        return finite, 0.0
    lowest = np.nanmin(finite)
    above = finite - lowest
    positive = above[above > 0]
    floor = np.nanquantile(positive, 0.01) / 10 if positive.size else 1.0
    return np.log10(above + floor), float(lowest - floor)


def bounds(height: Any) -> tuple[float, float]:
    """The lowest and the highest of the heights; 0 and 1 if none is known."""
    known = height[~np.isnan(height)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)


def land_png(land: "Landscape") -> bytes:
    """Draw a landscape as a PNG file: one color for each of ``LEVELS`` heights, y upwards, without axes."""
    height, _ = heights(land)
    low, high = bounds(height)
    part = (height - low) / ((high - low) or 1.0)
    step = np.minimum(np.floor(part * LEVELS), LEVELS - 1) / (LEVELS - 1)
    tints = np.array([list(bytes.fromhex(color[1:])) for color in palette("land")])
    places = np.linspace(0, 1, len(tints))
    pixels = np.stack([np.interp(step, places, channel) for channel in tints.T], axis=-1)
    pixels[np.isnan(height)] = HOLE
    zoom = max(1, SIZE // max(height.shape))
    return _png(pixels[::-1].round().astype(np.uint8).repeat(zoom, axis=0).repeat(zoom, axis=1))


def _png(pixels: Any) -> bytes:
    """Encode pixels of shape (rows, columns, 3) as PNG."""
    rows, columns, _ = pixels.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)], axis=1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
