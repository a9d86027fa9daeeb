"""Picture layout: boxes of the map, the legend, the loss curves and the foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from .canvas import Box
from .fonts import shortened, text_width, wrapped
from .legend import Legend, legends
from .scene import Scene

MARGIN = 16.0
TITLE = 26.0
AXIS_LEFT, AXIS_BOTTOM = 44.0, 26.0
WIDE = 1.45
"""Aspect ratio from which legend and curves are beside the map, not above and below it."""

STRETCH = 1.6
EVEN = 2.6
TALLEST_LEGEND = 8
LOWEST_MAP = 70.0
"""Height of the map below which loss curves, and then the legend, are left out."""

LOWEST_CURVES = 20.0
"""Height of loss curves that are drawn, at least."""

MAP_SHARE = {"lines": 0.24, "line": 0.24, "names": 0.2}
"""Share of the picture's height that is left to the map by a legend of each kind."""

CURVES_SHARE = {"lines": 0.26, "line": 0.26, "names": 0.0}
"""Share of the height that is left to loss curves by a legend above them."""

FOOT, FOOT_ROW = 10.0, 13.0
"""Font size and line height of the foot."""

FOOT_LINES = 2
BETWEEN = " \u00b7 "


@final
@dataclass(frozen=True)
class Layout:
    """Layout: boxes in pixels; ``map`` and ``curves`` exclude their labels."""

    title: Box
    legend: Legend
    map: Box
    curves: Box
    foot: Box
    foot_lines: list[str]

    @property
    def has_curves(self) -> bool:
        """Whether the box of the loss curves is high enough to draw them."""
        return self.curves.height > LOWEST_CURVES


def layout(scene: Scene, width: int, height: int) -> Layout:
    """Lay out a picture of ``width`` by ``height`` pixels."""
    lines = foot_lines(scene.foot, width - 2 * MARGIN)
    room = FOOT_ROW * len(lines)
    foot = Box(MARGIN, height - room - 6, width - 2 * MARGIN, room)
    bottom = foot.top + 8 if lines else height
    if width >= WIDE * height:
        title, legend, map_, curves = _beside(scene, width, height, bottom)
    else:
        title, legend, map_, curves = _stacked(scene, width, height, bottom)
    return Layout(title, legend, map_, curves, foot, lines)


def foot_lines(parts: Sequence[str], room: float) -> list[str]:
    """Lines of the foot: what does not fit is left out, the last but one first; then the title is cut."""
    told = list(parts)
    while len(lines := wrapped(told, FOOT, room, BETWEEN)) > FOOT_LINES and len(told) > 3:
        told.pop(len(told) - 2)
    if told and text_width(told[0], FOOT) > room / 2 and len(lines) > FOOT_LINES:
        told[0] = shortened(told[0], FOOT, room / 2)
        lines = wrapped(told, FOOT, room, BETWEEN)
    return lines


Boxes = tuple[Box, Legend, Box, Box]


def _stacked(scene: Scene, width: int, height: int, bottom: float) -> Boxes:
    """Title and legend above the map, loss curves below it."""
    inner = width - 2 * MARGIN
    title = Box(MARGIN, MARGIN, inner, TITLE)
    low = round(0.2 * height) if height >= 300 else 0
    options = list(legends(scene, MARGIN, title.bottom, inner, 3 if width >= 560 else 2))
    told = [(legend, low) for legend in options if legend.box.height > 0]
    choices = [*told, *((legend, 0) for legend in options[-3:])] if told else [(options[-1], low)]
    for legend, part in choices:
        end = bottom - (part + AXIS_BOTTOM if part else 0) - (MARGIN / 2 if part or scene.foot else 0)
        top = legend.box.bottom + 6
        room = Box(MARGIN + AXIS_LEFT, top, inner - AXIS_LEFT, end - AXIS_BOTTOM - top)
        if room.height >= max(LOWEST_MAP, (MAP_SHARE[legend.amount] if part else 0) * height):
            break
    curves = Box(MARGIN + AXIS_LEFT, end + 2, inner - AXIS_LEFT, max(part - 6, 0))
    return title, legend, _fitted(scene, room), curves


def _beside(scene: Scene, width: int, height: int, bottom: float) -> Boxes:
    """Title, legend and loss curves to the right of the map."""
    side = round(0.34 * width)
    left = width - side - MARGIN
    end = height - MARGIN if bottom == height else bottom - MARGIN
    room = Box(MARGIN + AXIS_LEFT, MARGIN, left - 2 * MARGIN - AXIS_LEFT, end - MARGIN - AXIS_BOTTOM)
    title = Box(left, MARGIN, side, TITLE)
    columns = 1 if len(scene.paths) <= TALLEST_LEGEND else 2
    for legend in legends(scene, left, title.bottom + 6, side, columns):
        top = max(legend.box.bottom + 28, 0.36 * height)
        curves = Box(left + AXIS_LEFT, top, side - AXIS_LEFT, max(end - AXIS_BOTTOM - top, 0))
        if curves.height >= max(LOWEST_MAP, CURVES_SHARE[legend.amount] * height):
            break
    return title, legend, _fitted(scene, room), curves


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
