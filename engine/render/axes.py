"""Axes: from numbers to pixels, and their ticks."""

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from .canvas import Array, Box, Canvas
from .palette import Palette

LABEL = 11
FURTHEST = 1e3
"""Lengths of an axis beyond which nothing is told apart."""


@final
@dataclass(frozen=True)
class Axis:
    """From values to pixels: ``low`` is at ``start`` and ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return float(self.all(np.array([value]))[0])

    def all(self, values: Array) -> Array:
        """The pixels of values; those without a place on a logarithmic axis are far below it."""
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.log(values / self.low) / math.log(self.high / self.low)
        else:
            share = (values - self.low) / (self.high - self.low)
        share = np.clip(np.nan_to_num(share, nan=FURTHEST), -FURTHEST, FURTHEST)
        pixels: Array = self.start + share * (self.end - self.start)
        return pixels

    def ticks(self, count: int) -> list[float]:
        """About so many round values."""
        if not self.log:
            step = round_step((self.high - self.low) / count)
            first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
            return [step * number for number in range(first, last + 1)]
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        stride = max(1, round((last - first) / count))
        # Text, so that a power of ten is the number nearest to it.
        return [float(f"1e{power}") for power in range(first, last + 1, stride)]


def draw_axes(
    canvas: Canvas, palette: Palette, box: Box, across: Axis, up: Axis, names: tuple[str, str]
) -> None:
    """The frame of a box, ticks and numbers below and at the left, and the axes' names."""
    canvas.rectangle(box, palette.axis)
    marks = [
        [[across.at(value), box.bottom], [across.at(value), box.bottom + 4]] for value in across.ticks(5)
    ]
    marks += [[[box.left - 4, up.at(value)], [box.left, up.at(value)]] for value in up.ticks(_rows(box))]
    if marks:
        canvas.segments(np.array(marks), palette.axis, 1)
    for value in across.ticks(5):
        if across.at(value) < box.right - 24:
            at = across.at(value), box.bottom + 13
            canvas.text(at, decimal(value), palette.text_soft, LABEL, "middle")
    for value in up.ticks(_rows(box)):
        if up.at(value) > box.top + 14:
            canvas.text((box.left - 7, up.at(value)), decimal(value), palette.text_soft, LABEL, "end")
    canvas.text((box.right, box.bottom + 13), names[0], palette.text, LABEL + 1, "end")
    canvas.text((box.left - 7, box.top + 6), names[1], palette.text, LABEL + 1, "end")


def decimal(value: float) -> str:
    """A number in four digits."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.4g}"
    mantissa, exponent, power = text.partition("e")
    return (mantissa + exponent + str(int(power)) if exponent else text).replace("-", "\u2212")


def _rows(box: Box) -> int:
    return max(2, min(6, round(box.height / 45)))


def round_step(rough: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that is nearest to a rough one."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    lead = rough / power
    return power * next(
        factor for factor, most in ((1, 1.5), (2, 3.5), (5, 7.5), (10, math.inf)) if lead < most
    )
