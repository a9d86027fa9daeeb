"""Picture layout: boxes of the map, the legend and the loss curves."""

from dataclasses import dataclass
from typing import final

from .canvas import Box
from .scene import Scene

MARGIN = 16.0
TITLE = 26.0
ROW = 20.0
AXIS_LEFT, AXIS_BOTTOM = 44.0, 26.0
WIDE = 1.45
"""Aspect ratio from which legend and curves are beside the map, not above and below it."""

STRETCH = 1.6
EVEN = 2.6
TALLEST_LEGEND = 8


@final
@dataclass(frozen=True)
class Layout:
    """Boxes in pixels; ``map`` and ``curves`` exclude their axes' labels."""

    title: Box
    legend: Box
    columns: int
    map: Box
    curves: Box


def layout(scene: Scene, width: int, height: int) -> Layout:
    """Lay out a picture of ``width`` by ``height`` pixels."""
    racers = len(scene.paths)
    if width >= WIDE * height:
        return _beside(scene, width, height, racers)
    columns = max(1, min(racers, 3 if width >= 560 else 2))
    rows = -(-racers // columns) if height >= 300 else 0
    columns = -(-racers // rows) if rows else 1
    inner = width - 2 * MARGIN
    legend = Box(MARGIN, MARGIN + TITLE, inner, rows * ROW)
    low = round(0.2 * height) if height >= 300 else 0
    bottom = height - (low + AXIS_BOTTOM + MARGIN / 2 if low else 0)
    top = legend.bottom + 6
    room = Box(MARGIN + AXIS_LEFT, top, inner - AXIS_LEFT, bottom - AXIS_BOTTOM - top)
    map_ = _fitted(scene, room)
    curves = Box(MARGIN + AXIS_LEFT, bottom + 2, inner - AXIS_LEFT, max(low - 6, 0))
    return Layout(Box(MARGIN, MARGIN, inner, TITLE), legend, columns, map_, curves)


def _beside(scene: Scene, width: int, height: int, racers: int) -> Layout:
    side = round(0.34 * width)
    left = width - side - MARGIN
    room = Box(MARGIN + AXIS_LEFT, MARGIN, left - 2 * MARGIN - AXIS_LEFT, height - 2 * MARGIN - AXIS_BOTTOM)
    rows = min(racers, TALLEST_LEGEND)
    columns = 1 if racers <= TALLEST_LEGEND else 2
    legend = Box(left, MARGIN + TITLE + 6, side, rows * ROW)
    top = max(legend.bottom + 28, 0.36 * height)
    curves = Box(left + AXIS_LEFT, top, side - AXIS_LEFT, height - MARGIN - AXIS_BOTTOM - top)
    return Layout(Box(left, MARGIN, side, TITLE), legend, columns, _fitted(scene, room), curves)


def _fitted(scene: Scene, room: Box) -> Box:
    """Largest map box in ``room``; both axes have one scale if the box stays large enough.

    With one scale, gradients are at right angles to contour lines.
    """
    even = float((scene.x[-1] - scene.x[0]) / (scene.y[-1] - scene.y[0]))
    free = room.width / room.height
    used = even if 1 / EVEN < free / even < EVEN else min(max(free, even / STRETCH), even * STRETCH)
    width = round(min(room.width, room.height * used))
    height = round(min(room.height, room.width / used))
    return Box(round(room.left + (room.width - width) / 2), round(room.top), width, height)
