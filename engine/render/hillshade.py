"""The land: from loss to height, contour lines, and shaded relief. All of it in NumPy.

The rules are those of the page's map (``static/js/plots``: loss-transform, height-field, levels, relief), so
that a picture from here and the page show the same land.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .axes import round_step
from .palette import SHADES, Palette, graded
from .scene import Scene

Array = NDArray[np.float64]

SIDE = 121
"""Points of the drawn grid along each side."""

SOFTENING = 1e-3
"""Share of the range that softens the logarithm, so that a minimum is a valley and not a well."""

DECADES_APART = 1e6
"""Where the highest loss is so many times the usual one, heights are interpolated rather than losses."""

BEYOND = 2
"""Points that are added at each edge."""

STEEPEST = 1.3
LIGHT = (-0.5, 0.5, math.sqrt(0.5))
EVERY = 5
ASIDE = 5e-3


@final
@dataclass(frozen=True)
class Levels:
    """Evenly spaced contour levels; every ``EVERY``-th from ``start`` is an index contour."""

    start: float
    size: float


@final
class Relief:
    """A landscape as it is drawn.

    Attributes:
        heights: on an even grid of shape (SIDE, SIDE) over the domain, row 0 at its lower edge.
        low, high: of the heights, and of the known minima.
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
        """What a loss is drawn at."""
        return float(self._height(np.float64(loss)))

    def _height(self, loss: "Array | np.float64") -> Array:
        if not self._log:
            return np.asarray(loss)
        above: Array = np.log10(np.maximum(loss - self._floor, 0) + SOFTENING * self._range)
        return above

    @cached_property
    def steepness(self) -> float:
        """How much the land usually rises or falls along one whole side."""
        east = np.diff(self.heights, axis=1)[:-1]
        north = np.diff(self.heights, axis=0)[:, :-1]
        return float(np.hypot(east, north).mean()) * (SIDE - 1)

    def levels(self, pixels: float) -> Levels:
        """Contour levels for a map whose shorter side has so many pixels."""
        wanted = (self.high - self.low) / min(max(pixels / 19, 9), 26)
        size = round_step(max(wanted, 9 * self.steepness / pixels))
        index = size * EVERY
        return Levels(math.floor(self.low / index) * index - ASIDE * size, size)

    def contours(self, levels: Levels) -> tuple[Array, Array]:
        """Contour lines as segments of shape (n, 2, 2): x and y of both ends, each 0 to 1 over the domain.

        Marching squares. The first array has the fine lines, the second the index contours.
        """
        first = math.ceil((float(self.heights.min()) - levels.start) / levels.size)
        last = math.floor((float(self.heights.max()) - levels.start) / levels.size)
        fine: list[Array] = [np.empty((0, 2, 2))]
        strong: list[Array] = [np.empty((0, 2, 2))]
        for number in range(first, last + 1):
            lines = strong if number % EVERY == 0 else fine
            lines.append(_isoline(self.heights, levels.start + number * levels.size))
        return np.concatenate(fine), np.concatenate(strong)

    def shaded(self, width: int, height: int, palette: Palette) -> NDArray[np.uint8]:
        """Shaded relief of shape (height, width, 3), the top row at the domain's upper edge."""
        heights = self._resampled(width, height)
        rise = max(self.high - self.low, self.steepness / STEEPEST)
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
        """Heights on a grid of another size. The loss is interpolated, since it is smooth where its
        logarithm has a kink; but not where it spans so many decades that ripples would swamp the rest."""
        usual = float(np.median(self._losses)) - self._floor
        if self._range > DECADES_APART * usual:
            return _interpolated(self._height(self._losses), columns, rows)
        return self._height(_interpolated(self._losses, columns, rows))


def _finite(z: Array) -> Array:
    """The losses, with the highest of them where one is not finite."""
    known = z[np.isfinite(z)]
    return np.where(np.isfinite(z), z, known.max() if known.size else 0.0)


def _interpolated(values: Array, columns: int, rows: int) -> Array:
    """Bicubic, from the corners to the corners, within the range of the values.

    Pillow's filter is the Catmull-Rom spline; it works in single precision, so values are scaled to
    0 ... 1 for it, and it knows no slope at an edge, so the land goes on straight for a little.
    """
    low, span = float(values.min()), float(np.ptp(values)) or 1.0
    padded = np.pad((values - low) / span, BEYOND, mode="reflect", reflect_type="odd")
    image = Image.fromarray(padded.astype(np.float32))
    box = _across(values.shape[1], columns), _across(values.shape[0], rows)
    (left, right), (top, bottom) = box
    wide = image.resize((columns, rows), Image.Resampling.BICUBIC, (left, top, right, bottom))
    return np.clip(np.asarray(wide, dtype=np.float64), 0, 1) * span + low


def _across(points: int, pixels: int) -> tuple[float, float]:
    """The stretch of an image whose ``pixels`` pixels have their centers from the first of its points to
    the last, where it is padded."""
    step = (points - 1) / (pixels - 1)
    return BEYOND + 0.5 - step / 2, BEYOND + points - 0.5 + step / 2


def _isoline(heights: Array, level: float) -> Array:
    """Where the level crosses the grid, as segments in shares of the domain."""
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
    # Two crossings are one line; four, at a saddle, are two.
    order = np.argsort(~sides, axis=-1, kind="stable")
    places = np.take_along_axis(places, order[..., None], axis=-2)
    count = sides.sum(axis=-1)
    segments = np.concatenate([places[count >= 2][:, :2], places[count == 4][:, 2:]])
    shares: Array = segments / np.array([columns.max() + 1, rows.max() + 1])
    return shares
