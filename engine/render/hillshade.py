"""Hillshading: turns losses into heights, contour lines and a shaded relief.

The rules are the same as on the page (``static/js/plots``: loss-transform, height-field, resampling, levels,
relief, hatching).
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np
from contourpy import LineType, contour_generator
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

MAX_RANGE, EXCESS_POWER, MIN_SOFTENING = 1e3, 2, 1e-6
"""Beyond this range, as a multiple of the median loss, the softening falls with this power of the excess,
down to this share of the median."""

ORIGIN_RANGES = 100
"""Losses that are over half this many ranges away from 0 are drawn by their difference to a round number."""

OUTLIER_SHARE, OUTLIER_RANGES = 0.03, 1
"""Share of the losses at each end that may be outliers, and how many ranges of the rest those are away."""

MIN_DEFINED = 0.5
"""Share of a point's surroundings that must have a value."""

PITCH, STRIPE, INK = 10, 1.2, 0.6
"""Distance, width and opacity of the stripes where there is no value; the first two in pixels."""

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
        heights: on an even grid over the domain, of shape (SIDE, SIDE), row 0 at its lower edge; NaN where
            there is no value.
        low, high: range of the heights, including the known minima.
        has_values: whether there is a value anywhere.
    """

    def __init__(self, scene: Scene) -> None:
        self._log = scene.log_scale
        self._defined = np.isfinite(scene.z)
        self.has_values = bool(self._defined.any())
        losses = scene.z if self._defined.all() else without_outliers(scene.z)
        known = losses[self._defined] if self.has_values else np.zeros(1)
        self._floor = min([float(known.min()), *(loss for _, _, loss in scene.minima)])
        self._range = float(known.max()) - self._floor or 1.0
        self._usual = float(np.median(known)) - self._floor
        self._origin = self._floor if self._log else _round_origin(self._floor, self._range)
        self._above = extended(losses) - self._origin
        self.heights = np.where(self._holes(SIDE, SIDE), np.nan, self._resampled(SIDE, SIDE))
        drawn = self.heights[np.isfinite(self.heights)] if self.has_values else np.zeros(1)
        self.low = min([float(drawn.min()), *(self.height(loss) for _, _, loss in scene.minima)])
        self.high = max(float(drawn.max()), self.low)
        if self.high == self.low:
            self.high = self.low + 1.0

    def height(self, loss: float) -> float:
        """Height of a loss."""
        return float(self._height(np.float64(loss - self._origin)))

    def _height(self, above: "Array | np.float64") -> Array:
        """Height of a difference to the origin."""
        if not self._log:
            return np.asarray(above)
        height: Array = np.log10(np.maximum(above, 0) + self._softening)
        return height

    @property
    def _softening(self) -> float:
        excess = self._range / (MAX_RANGE * self._usual) if self._usual > 0 else 0.0
        if excess <= 1:
            return SOFTENING * self._range
        return max(float(SOFTENING * self._range / excess**EXCESS_POWER), MIN_SOFTENING * self._usual)

    @cached_property
    def steepness(self) -> float:
        """Mean slope of the heights, per length of the domain's side."""
        east = np.diff(self.heights, axis=1)[:-1]
        north = np.diff(self.heights, axis=0)[:, :-1]
        slopes = np.hypot(east, north)
        known = slopes[np.isfinite(slopes)]
        return float(known.mean()) * (SIDE - 1) if known.size else 0.0

    def levels(self, pixels: float) -> Levels:
        """Contour levels for a picture whose shorter side has ``pixels`` pixels."""
        interval = (self.high - self.low) / min(max(pixels / 19, 9), 26)
        size = round_step(max(interval, 9 * self.steepness / pixels))
        index = size * INDEX_EVERY
        return Levels(math.floor(self.low / index) * index - LEVEL_OFFSET * size, size)

    def contours(self, levels: Levels) -> tuple[list[Array], list[Array]]:
        """Contour lines: first the fine ones, then the index contours.

        Each line has shape (points, 2): x and y from 0 to 1 over the domain. A closed line ends at its first
        point. There is none in a cell of the grid of which a corner has no value.
        """
        across = np.linspace(0, 1, SIDE)
        tracer = contour_generator(
            across, across, self.heights, corner_mask=False, line_type=LineType.Separate
        )
        fine: list[Array] = []
        strong: list[Array] = []
        first = math.ceil((self.low - levels.start) / levels.size)
        last = math.floor((self.high - levels.start) / levels.size)
        for number in range(first, last + 1):
            lines = tracer.lines(levels.start + number * levels.size)
            (strong if number % INDEX_EVERY == 0 else fine).extend(map(np.asarray, lines))
        return fine, strong

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
        painted = np.clip(tints * light[..., None], 0, 255)[::-1]
        holes = self._holes(width, height)[::-1]
        painted[holes] = _stripes(width, height, palette)[holes]
        pixels: NDArray[np.uint8] = painted.astype(np.uint8)
        return pixels

    def _resampled(self, columns: int, rows: int) -> Array:
        """Heights on a grid of another size, by cubic interpolation.

        Usually losses are interpolated and then turned into heights, because heights are logarithmic and have
        kinks. If losses span many decades, overshoots of large ones would hide small ones: then heights are
        interpolated.
        """
        usual = float(np.median(self._above)) + self._origin - self._floor
        if self._range > HEIGHT_INTERPOLATION_RATIO * usual:
            return _interpolated(self._height(self._above), columns, rows)
        return self._height(_interpolated(self._above, columns, rows))

    def _holes(self, columns: int, rows: int) -> NDArray[np.bool_]:
        """Where there is no value, on a grid of another size."""
        if self._defined.all():
            return np.zeros((rows, columns), dtype=bool)
        return _bilinear(self._defined.astype(np.float64), columns, rows) < MIN_DEFINED


def without_outliers(z: Array) -> Array:
    """Move the few values that are far beyond all others to a bound, as beside the edge of log(x + y)."""
    known = np.sort(z[np.isfinite(z)])
    if not known.size:
        return z
    last = len(known) - 1
    low, high = known[math.ceil(OUTLIER_SHARE * last)], known[math.floor((1 - OUTLIER_SHARE) * last)]
    far = OUTLIER_RANGES * (high - low)
    return np.where(np.isfinite(z) & (far > 0), np.clip(z, low - far, high + far), z)


def extended(z: Array) -> Array:
    """Fill places without a value from their border inwards, each with the mean of its known neighbors."""
    values = np.where(np.isfinite(z), z, np.nan)
    if np.isnan(values).all():
        return np.zeros_like(values)
    while np.isnan(values).any():
        edged = np.pad(values, 1, constant_values=np.nan)
        rows, columns = values.shape
        near = np.stack([edged[i : i + rows, j : j + columns] for i in range(3) for j in range(3)])
        count = np.isfinite(near).sum(axis=0)
        mean = np.nansum(near, axis=0) / np.maximum(count, 1)
        values = np.where(np.isnan(values) & (count > 0), mean, values)
    return values


def _round_origin(floor: float, span: float) -> float:
    """The round number nearest to a floor that is far from 0, so that round losses have round heights."""
    unit: float = 10.0 ** math.ceil(math.log10(ORIGIN_RANGES * span))
    return round(floor / unit) * unit


def _stripes(width: int, height: int, palette: Palette) -> Array:
    """Hatching for a whole picture, of shape (height, width, 3)."""
    rows, columns = np.indices((height, width))
    away = np.abs((rows + columns + 0.5 * PITCH) % PITCH - 0.5 * PITCH) / math.sqrt(2)
    ink = INK * np.clip(0.5 + 0.5 * STRIPE - away, 0, 1)[..., None]
    return np.asarray((1 - ink) * np.array(palette.ground[:3]) + ink * np.array(palette.axis[:3]))


def _bilinear(values: Array, columns: int, rows: int) -> Array:
    """Bilinear interpolation from corner to corner."""
    places = [
        np.linspace(0, count - 1, size) for count, size in zip(values.shape, (rows, columns), strict=True)
    ]
    for axis, at in enumerate(places):
        low = np.minimum(at.astype(int), values.shape[axis] - 2)
        share = (at - low).reshape((-1, 1) if axis == 0 else (1, -1))
        below, above = np.take(values, low, axis), np.take(values, low + 1, axis)
        values = below + share * (above - below)
    return values


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
