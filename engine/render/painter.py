"""Painter: draws a scene on a canvas, the background first, then the racers at a step."""

import math
from typing import final

import numpy as np

from ..core.types import Array
from .axes import Axis, decimal, draw_axes
from .canvas import Box, Canvas, Point
from .fonts import fitted, shortened, text_width, wrapped
from .hillshade import Relief
from .land import draw_land
from .layout import FOOT, FOOT_ROW, layout
from .legend import DETAIL, DETAIL_ROW, GAP, KEY, LOSS, MARK, NAME, ROW, SMALL
from .markers import dash_for, dash_of, draw_marker
from .palette import Color, Palette
from .scene import Path, Scene

FAINT = 0.4
SHADOW: Color = (0, 0, 0, 46)
CLEAR: Color = (0, 0, 0, 0)
BALL = 6.5
EDGE = 6.0
"""Room around the box of curves for a marker on its border."""

KEY_LINE = 20.0
"""Length of the piece of a curve in the legend."""

LOSS_STEP = 1e-3
"""Difference of two losses that is shown, as a share of the loss axis."""

MIN_LOSS_RATIO = 1e-24
"""Lower limit of a logarithmic loss axis, as a ratio to its highest loss."""

LARGEST = 1e307
"""An axis of losses ends here at the latest: the length of a longer one would not be finite."""

MAX_LOSS_RATIO = 1e3
"""Upper limit of the loss axis, as a ratio to the highest initial loss, so that diverging curves leave it."""


@final
class Painter:
    """Painter: computes the layout of a scene once, then draws it at any step."""

    def __init__(self, scene: Scene, palette: Palette, width: int, height: int) -> None:
        """``width`` and ``height`` are in pixels."""
        self.scene = scene
        self.palette = palette
        self.layout = layout(scene, width, height)
        box = self.layout.map
        self._x = Axis(float(scene.x[0]), float(scene.x[-1]), box.left, box.right)
        self._y = Axis(float(scene.y[0]), float(scene.y[-1]), box.bottom, box.top)
        self._losses = _loss_axis(scene, self.layout.curves)
        self._steps = Axis(0, max(scene.steps, 1), self.layout.curves.left, self.layout.curves.right)
        self._curves = [self._curve(path) for path in scene.paths]
        self._tracks = [self._track(path) for path in scene.paths]
        self._dashes = [dash_for(number, curve) for number, curve in enumerate(self._curves)]

    def draw_background(self, canvas: Canvas) -> None:
        """Draw what is the same at every step: relief, contours, axes, minima and title."""
        palette, box = self.palette, self.layout.map
        relief = Relief(self.scene)
        draw_land(canvas, relief, palette, box)
        if not relief.has_values:
            middle = box.left + box.width / 2, box.top + box.height / 2
            canvas.text(middle, "Not defined anywhere here", palette.text, 13, "middle", palette.ground)
        names = ("x", "y") if self.scene.exact else ("a", "b")
        draw_axes(canvas, palette, box, self._x, self._y, names)
        self._minima(canvas)
        if self.layout.has_curves:
            draw_axes(canvas, palette, self.layout.curves, self._steps, self._losses, ("step", "loss"))
        title = self.layout.title
        words = shortened(
            self.scene.title, 17, title.width - text_width(self._count(self.scene.steps), 12) - 12
        )
        canvas.text((title.left, title.top + 10), words, palette.text, 17, "start")
        for number, line in enumerate(self.layout.foot_lines):
            at = self.layout.foot.left, self.layout.foot.top + (number + 0.5) * FOOT_ROW
            canvas.text(at, line, palette.text_soft, FOOT, "start")

    def draw_racers(self, canvas: Canvas, step: int) -> None:
        """Draw the paths up to a step, the balls there, the legend and the loss curves."""
        title, palette = self.layout.title, self.palette
        canvas.text((title.right, title.top + 11), self._count(step), palette.text_soft, 12, "end")
        self._legend(canvas, step)
        part = canvas.clipped(self.layout.map)
        for number, track in enumerate(self._tracks):
            done, color = track[: step + 1], palette.racers[number]
            part.line(done, palette.halo, 4.4)
            part.line(done, color, 2.4)
        if self._tracks and len(self._tracks[0]):
            part.circle(_point(self._tracks[0][0]), 6, None, palette.text, 1.5)
        for number, (path, track) in enumerate(zip(self.scene.paths, self._tracks, strict=True)):
            if len(track):
                ended = path.diverged and step >= len(track) - 1
                self._ball(part, _point(track[min(step, len(track) - 1)]), number, ended)
        part.close()
        if self.layout.has_curves:
            self._losses_until(canvas, step)

    def _count(self, step: int) -> str:
        return f"step {step} of {self.scene.steps}"

    def _ball(self, canvas: Canvas, at: Point, number: int, ended: bool) -> None:
        x, y = at
        color = self.palette.racers[number]
        if ended:
            cross = _cross(at, 6.0)
            canvas.lines(cross, self.palette.ground, 5)
            canvas.lines(cross, color, 2.6)
            return
        draw_marker(canvas, number, (x + 1.6, y + 2), BALL, SHADOW, CLEAR, 0)
        draw_marker(canvas, number, at, BALL, color, self.palette.ground, 1.4)

    def _losses_until(self, canvas: Canvas, step: int) -> None:
        part = canvas.clipped(self.layout.curves)
        faint = round(255 * FAINT)
        for number, curve in enumerate(self._curves):
            color = self.palette.racers[number]
            dash = self._dashes[number]
            part.line(curve, (*color[:3], faint), 1.3, dash)
            part.line(curve[: step + 1], color, 2, dash)
        box, x = self.layout.curves, self._steps.pixel(min(step, self.scene.steps))
        part.lines(np.array([[[x, box.top], [x, box.bottom]]]), (*self.palette.text[:3], 140), 1)
        part.close()
        ends = canvas.clipped(
            Box(box.left - EDGE, box.top - EDGE, box.width + 2 * EDGE, box.height + 2 * EDGE)
        )
        for number, curve in enumerate(self._curves):
            if len(curve) > 0 and step < len(curve):
                color = self.palette.racers[number]
                draw_marker(ends, number, _point(curve[step]), 4, color, self.palette.ground, 1)
        ends.close()

    def _legend(self, canvas: Canvas, step: int) -> None:
        legend, keyed = self.layout.legend, self.layout.has_curves
        if legend.box.height <= 0:
            return
        for number, path in enumerate(self.scene.paths):
            left, middle = legend.place(number)
            if legend.amount == "names":
                words = shortened(path.label, SMALL, legend.width - MARK - 4)
                draw_marker(canvas, number, (left + 6, middle), 4, self.palette.racers[number], CLEAR, 0)
                canvas.text((left + MARK, middle), words, self.palette.text, SMALL, "start")
                continue
            self._key(canvas, number, (left, middle), keyed)
            loss = self._loss_text(float(path.loss[min(step, len(path.loss) - 1)])) if len(path.loss) else ""
            self._entry(
                canvas, path, (left + (KEY if keyed else MARK), middle), left + legend.width - GAP, loss
            )

    def _key(self, canvas: Canvas, number: int, at: Point, keyed: bool) -> None:
        """Draw a racer's marker; where curves are drawn, at the end of a piece of its curve."""
        (left, middle), color = at, self.palette.racers[number]
        end = left + (KEY_LINE if keyed else 6)
        if keyed:
            canvas.line(np.array([[left, middle], [end, middle]]), color, 2, dash_of(number))
        draw_marker(canvas, number, (end, middle), 5, color, self.palette.ground, 1)

    def _entry(self, canvas: Canvas, path: Path, at: Point, right: float, loss: str) -> None:
        """Draw a racer's label and loss, and its settings behind the label or below it."""
        (left, middle), legend, palette = at, self.layout.legend, self.palette
        room = right - left - max(text_width(loss, 12), LOSS if legend.amount == "line" else 0) - GAP
        words = shortened(path.label, NAME, room)
        canvas.text((left, middle), words, palette.text, NAME, "start")
        canvas.text((right, middle), loss, palette.text_soft, 12, "end")
        if legend.amount == "line":
            start = text_width(words, NAME) + GAP
            more = fitted(path.details, DETAIL, room - start)
            if more:
                canvas.text((left + start, middle), more, palette.text_soft, DETAIL, "start")
            return
        for number, line in enumerate(_lines(path, right - left, legend.lines)):
            below = middle + ROW / 2 + (number + 0.5) * DETAIL_ROW - 1
            canvas.text((left, below), line, palette.text_soft, DETAIL, "start")

    def _loss_text(self, loss: float) -> str:
        """A loss in the digits in which losses of a linear axis differ."""
        axis = self._losses
        return decimal(loss, 0.0 if axis.log else LOSS_STEP * (axis.high - axis.low))

    def _minima(self, canvas: Canvas) -> None:
        lowest = min((loss for _, _, loss in self.scene.minima), default=0.0)
        for x, y, loss in self.scene.minima:
            px, py = self._x.pixel(x), self._y.pixel(y)
            if not self.layout.map.left <= px <= self.layout.map.right:
                continue
            if loss <= lowest + 1e-6:
                pole = np.array([[[px, py], [px, py - 17]]])
                canvas.lines(pole, self.palette.halo, 3.8)
                canvas.lines(pole, self.palette.text, 1.4)
                cloth = [(px, py - 17), (px + 11, py - 13.2), (px, py - 9.4)]
                canvas.polygon(cloth, self.palette.text, None, 0)
            else:
                cross = _cross((px, py), 3.5)
                canvas.lines(cross, self.palette.halo, 3.8)
                canvas.lines(cross, self.palette.text, 1.4)

    def _track(self, path: Path) -> Array:
        return np.stack([self._x.pixels(path.x), self._y.pixels(path.y)], axis=1)

    def _curve(self, path: Path) -> Array:
        return np.stack(
            [self._steps.pixels(np.arange(len(path.loss), dtype=np.float64)), self._losses.pixels(path.loss)],
            axis=1,
        )


def _loss_axis(scene: Scene, box: Box) -> Axis:
    """Axis of all losses: logarithmic if none is negative and they span more than a decade."""
    every = np.concatenate([path.loss for path in scene.paths]) if scene.paths else np.empty(0)
    known = np.clip(every[np.isfinite(every)], -LARGEST, LARGEST)
    if not known.size:
        return Axis(0, 1, box.bottom, box.top)
    first = max((float(path.loss[0]) for path in scene.paths if len(path.loss)), default=0.0)
    low, high = float(known.min()), float(known.max())
    if first > 0:
        high = min(high, MAX_LOSS_RATIO * first)
    positive = known[known > 0]
    smallest = max(float(positive.min()), MIN_LOSS_RATIO * high) if positive.size else high
    if low < 0 or high <= 10 * smallest:
        pad = 0.05 * (high - low) or max(1.0, 0.05 * abs(high))
        return Axis(low - pad, high + pad, box.bottom, box.top)
    span = math.log10(high / smallest)
    return Axis(smallest / 10 ** (0.05 * span), high * 10 ** (0.05 * span), box.bottom, box.top, log=True)


def _lines(path: Path, room: float, most: int) -> list[str]:
    """A racer's settings in at most so many lines; an ellipsis stands for what does not fit."""
    lines = wrapped(path.details, DETAIL, room)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(f"{lines[most - 1]}, \u2026", DETAIL, room)]


def _cross(at: Point, arm: float) -> Array:
    """The two strokes of a cross."""
    x, y = at
    return np.array([[[x - arm, y - arm], [x + arm, y + arm]], [[x + arm, y - arm], [x - arm, y + arm]]])


def _point(row: Array) -> Point:
    return float(row[0]), float(row[1])
