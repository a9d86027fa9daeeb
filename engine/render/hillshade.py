"""Hillshading: turns losses into heights, contour lines and a shaded relief, in NumPy.

The rules are the same as on the page (``static/js/plots``: loss-transform, height-field, levels, relief).
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..core.types import Array
from .axes import round_step
from .palette import SHADES, Palette, graded
from .scene import Scene

SIDE = 121
"""Grid points per side for contour lines."""

SOFTENING = 1e-3
"""Share of the loss range that is added before the logarithm, so that minima do not become wells."""

HEIGHT_INTERPOLATION_RATIO = 1e6
"""If the loss range is more than this times the median loss, heights are interpolated, not losses."""

PADDING = 2
"""Points of padding at each edge."""

MAX_STEEPNESS = 1.3
LIGHT = (-0.5, 0.5, math.sqrt(0.5))
INDEX_EVERY = 5
LEVEL_OFFSET = 5e-3


@final
@dataclass(frozen=True)
class Levels:
    """Evenly spaced contour levels; every ``INDEX_EVERY``-th from ``start`` is an index contour."""

    start: float
    size: float


@final
class Relief:
    """Heights, contours and shading of a landscape.

    Attributes:
        heights: on an even grid over the domain, of shape (SIDE, SIDE), row 0 at its lower edge.
        low, high: range of the heights, including the known minima.
    """

    def __init__(self, scene: Scene) -> None:
        self._log = scene.log_scale
        self._losses = _finite(scene.z)
        self._floor = min([float(self._losses.min()), *(loss for _, _, loss in scene.minima)])
        self._range = float(self._losses.max()) - self._floor or 1.0
        self.heights = self._resampled(SIDE, SIDE)
        self.low = min([float(self.heights.min()), *(self.height(loss) for _, _, loss in scene.minima)])
        self.high = max(float(self.heights.max()), self.low)
        if self.high == self.low:
            self.high = self.low + 1.0

    def height(self, loss: float) -> float:
        """Height of a loss."""
        return float(self._height(np.float64(loss)))

    def _height(self, loss: "Array | np.float64") -> Array:
        if not self._log:
            return np.asarray(loss)
        above: Array = np.log10(np.maximum(loss - self._floor, 0) + SOFTENING * self._range)
        return above

    @cached_property
    def steepness(self) -> float:
        """Mean slope of the heights, per length of the domain's side."""
        east = np.diff(self.heights, axis=1)[:-1]
        north = np.diff(self.heights, axis=0)[:, :-1]
        return float(np.hypot(east, north).mean()) * (SIDE - 1)

    def levels(self, pixels: float) -> Levels:
        """Contour levels for a picture whose shorter side has ``pixels`` pixels."""
        interval = (self.high - self.low) / min(max(pixels / 19, 9), 26)
        size = round_step(max(interval, 9 * self.steepness / pixels))
        index = size * INDEX_EVERY
        return Levels(math.floor(self.low / index) * index - LEVEL_OFFSET * size, size)

    def contours(self, levels: Levels) -> tuple[Array, Array]:
        """Contour lines by marching squares: first the fine ones, then the index contours.

        Segments of shape (n, 2, 2): x and y of both ends, from 0 to 1 over the domain.
        """
        first = math.ceil((float(self.heights.min()) - levels.start) / levels.size)
        last = math.floor((float(self.heights.max()) - levels.start) / levels.size)
        fine: list[Array] = [np.empty((0, 2, 2))]
        strong: list[Array] = [np.empty((0, 2, 2))]
        for number in range(first, last + 1):
            lines = strong if number % INDEX_EVERY == 0 else fine
            lines.append(_isoline(self.heights, levels.start + number * levels.size))
        return np.concatenate(fine), np.concatenate(strong)

    def shaded(self, width: int, height: int, palette: Palette) -> NDArray[np.uint8]:
        """Shaded relief, uint8 of shape (height, width, 3), the first row at the domain's upper edge."""
        heights = self._resampled(width, height)
        rise = max(self.high - self.low, self.steepness / MAX_STEEPNESS)
        north, east = np.gradient(heights)
        north, east = north * (height - 1) / rise, east * (width - 1) / rise
        lit = (LIGHT[2] - LIGHT[0] * east - LIGHT[1] * north) / np.sqrt(1 + east**2 + north**2)
        contrast = lit - LIGHT[2]
        strength = 0.34 if palette.dark else 0.2
        light = 1 + strength * np.where(contrast > 0, 0.55 * contrast, contrast)
        share = np.clip((heights - self.low) / (self.high - self.low), 0, 1)
        tints = graded(palette)[np.rint(share * (SHADES - 1)).astype(int)]
        painted: NDArray[np.uint8] = np.clip(tints * light[..., None], 0, 255).astype(np.uint8)
        return painted[::-1]

    def _resampled(self, columns: int, rows: int) -> Array:
        """Heights on a grid of another size, by cubic interpolation.

        Usually losses are interpolated and then turned into heights, because heights are logarithmic and have
        kinks. If losses span many decades, overshoots of large ones would hide small ones: then heights are
        interpolated.
        """
        usual = float(np.median(self._losses)) - self._floor
        if self._range > HEIGHT_INTERPOLATION_RATIO * usual:
            return _interpolated(self._height(self._losses), columns, rows)
        return self._height(_interpolated(self._losses, columns, rows))


def _finite(z: Array) -> Array:
    """Replace non-finite losses by the highest finite one."""
    known = z[np.isfinite(z)]
    return np.where(np.isfinite(z), z, known.max() if known.size else 0.0)


def _interpolated(values: Array, columns: int, rows: int) -> Array:
    """Bicubic interpolation from corner to corner, clipped to the range of the values.

    Pillow's filter is the Catmull-Rom spline. It works in single precision, so values are scaled to 0...1;
    it needs neighbors at the edges, so the grid is extrapolated linearly.
    """
    low, span = float(values.min()), float(np.ptp(values)) or 1.0
    padded = np.pad((values - low) / span, PADDING, mode="reflect", reflect_type="odd")
    image = Image.fromarray(padded.astype(np.float32))
    box = _across(values.shape[1], columns), _across(values.shape[0], rows)
    (left, right), (top, bottom) = box
    wide = image.resize((columns, rows), Image.Resampling.BICUBIC, (left, top, right, bottom))
    return np.clip(np.asarray(wide, dtype=np.float64), 0, 1) * span + low


def _across(points: int, pixels: int) -> tuple[float, float]:
    """Crop of the padded image whose outermost pixel centers are on the first and the last point."""
    step = (points - 1) / (pixels - 1)
    return PADDING + 0.5 - step / 2, PADDING + points - 0.5 + step / 2


def _isoline(heights: Array, level: float) -> Array:
    """Segments where the heights cross a level, from 0 to 1 over the domain."""
    corners = heights[:-1, :-1], heights[:-1, 1:], heights[1:, 1:], heights[1:, :-1]
    ways = ((0.0, 0.0, 1, 0), (1.0, 0.0, 0, 1), (1.0, 1.0, -1, 0), (0.0, 1.0, 0, -1))
    rows, columns = np.indices(corners[0].shape)
    crossed = []
    points = []
    for side, (u, v, du, dv) in enumerate(ways):
        a, b = corners[side], corners[(side + 1) % 4]
        crosses = (a < level) != (b < level)
        t = np.divide(level - a, b - a, out=np.zeros_like(a), where=crosses)
        crossed.append(crosses)
        points.append(np.stack([columns + u + t * du, rows + v + t * dv], axis=-1))
    sides = np.stack(crossed, axis=-1)
    places = np.stack(points, axis=-2)
    # Two crossings are one segment; four, at a saddle, are two.
    order = np.argsort(~sides, axis=-1, kind="stable")
    places = np.take_along_axis(places, order[..., None], axis=-2)
    count = sides.sum(axis=-1)
    segments = np.concatenate([places[count >= 2][:, :2], places[count == 4][:, 2:]])
    shares: Array = segments / np.array([columns.max() + 1, rows.max() + 1])
    return shares
