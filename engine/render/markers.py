"""Markers: the page's shapes and dashes, which distinguish racers in addition to color."""

import math
from typing import Literal, get_args

import numpy as np

from ..core.types import Array
from .canvas import Canvas, Point
from .palette import Color

Marker = Literal["circle", "square", "triangle", "diamond", "plus", "star", "hexagon", "cross"]
MARKERS: tuple[Marker, ...] = get_args(Marker)
"""In the order in which racers get them, as on the page."""

DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (1.6, 2.6), (7, 2.6, 1.6, 2.6), (11, 4))
"""Dashes of loss curves: lengths of strokes and gaps in pixels. Five of them and eight markers meet first
at the fortieth racer, so each of sixteen has its own pair."""

LONGEST = 2e4
"""A curve longer than this, in pixels, goes up and down so often that dashes cannot be seen: it is solid."""

ARM = 0.36


def marker_of(number: int) -> Marker:
    """Marker of a racer."""
    return MARKERS[number % len(MARKERS)]


def dash_of(number: int) -> tuple[float, ...]:
    """Dash of a racer's loss curve."""
    return DASHES[number % len(DASHES)]


def outline(marker: Marker, center: Point, radius: float) -> list[Point]:
    """Corners of a marker as large as a circle of this radius; none for a circle."""
    x, y = center
    if marker == "circle":
        return []
    if marker == "triangle":  # its center of mass is the center
        size = 1.3 * radius
        return _corners((x, y + 0.14 * size), [size] * 3, -math.pi / 2)
    if marker == "star":
        return _corners(center, [1.3 * radius, 0.45 * 1.3 * radius] * 5, -math.pi / 2)
    if marker in ("plus", "cross"):
        return _cross(center, 1.12 * radius, math.pi / 4 if marker == "cross" else 0.0)
    count, first = {"square": (4, math.pi / 4), "diamond": (4, 0.0), "hexagon": (6, 0.0)}[marker]
    return _corners(center, [1.18 * radius] * count, first)


def draw_marker(
    canvas: Canvas, number: int, at: Point, radius: float, fill: Color, edge: Color, width: float
) -> None:
    """Draw the marker of a racer."""
    corners = outline(marker_of(number), at, radius)
    if corners:
        canvas.polygon(corners, fill, edge, width)
    else:
        canvas.circle(at, radius, fill, edge, width)


def dashed(points: Array, dash: tuple[float, ...]) -> list[Array]:
    """The strokes of a dashed line through points, of shape (n, 2)."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    ends = np.concatenate([[0.0], np.cumsum(dash)])
    turns = np.arange(0.0, along[-1], ends[-1])[:, None]
    starts, stops = (turns + ends[:-1:2]).ravel(), np.minimum(turns + ends[1::2], along[-1]).ravel()
    starts, stops = starts[starts < along[-1]], stops[starts < along[-1]]
    first, last = (
        np.stack([np.interp(places, along, column) for column in points.T], axis=1)
        for places in (starts, stops)
    )
    begin, end = np.searchsorted(along, starts, "right"), np.searchsorted(along, stops)
    return [
        np.concatenate([first[k : k + 1], points[begin[k] : end[k]], last[k : k + 1]])
        for k in range(len(starts))
    ]


def dash_for(number: int, curve: Array) -> tuple[float, ...]:
    """Dash with which a racer's loss curve is drawn: none if it is too long for dashes to be seen."""
    dash = dash_of(number)
    seen = bool(dash) and float(np.hypot(*np.diff(curve, axis=0).T).sum()) <= LONGEST
    return dash if seen else ()


def _corners(center: Point, radii: list[float], first: float) -> list[Point]:
    angles = [first + 2 * math.pi * k / len(radii) for k in range(len(radii))]
    return [
        (center[0] + r * math.cos(a), center[1] + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)
    ]


def _cross(center: Point, radius: float, turn: float) -> list[Point]:
    shape = [
        (ARM, -1), (ARM, -ARM), (1, -ARM), (1, ARM), (ARM, ARM), (ARM, 1),
        (-ARM, 1), (-ARM, ARM), (-1, ARM), (-1, -ARM), (-ARM, -ARM), (-ARM, -1),
    ]  # fmt: skip
    c, s = math.cos(turn), math.sin(turn)
    return [(center[0] + radius * (a * c - b * s), center[1] + radius * (a * s + b * c)) for a, b in shape]
