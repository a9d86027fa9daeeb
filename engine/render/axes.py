"""Plot axes: map numbers to pixels, choose ticks and draw both."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

import numpy as np

from ..core.setting_texts import plain_number
from ..core.types import Array
from .canvas import Box, Canvas
from .fonts import text_width
from .palette import Palette

LABEL_PX = 11
SPACE = 3.0
"""Pixels between the numbers beside an axis."""

DIGITS, MAX_DIGITS = 4, 17
"""Significant digits of a number, usually and at most."""

MAX_TEXT = 7
"""Characters of a number beside an axis."""

MAX_AXIS_LENGTHS = 1e3
"""Positions are clipped to this many lengths of the axis."""


@final
@dataclass(frozen=True)
class Axis:
    """Map from values to pixels: ``low`` is at pixel ``start`` and ``high`` at pixel ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def pixel(self, value: float) -> float:
        """The pixel of a value."""
        return float(self.pixels(np.array([value]))[0])

    def pixels(self, values: Array) -> Array:
        """The pixels of values; values that a logarithmic axis cannot show are placed far outside it."""
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.log(values / self.low) / math.log(self.high / self.low)
        else:
            share = (values - self.low) / (self.high - self.low)
        share = np.clip(np.nan_to_num(share, nan=MAX_AXIS_LENGTHS), -MAX_AXIS_LENGTHS, MAX_AXIS_LENGTHS)
        pixels: Array = self.start + share * (self.end - self.start)
        return pixels

    def ticks(self, count: int) -> list[float]:
        """About ``count`` round values."""
        if not self.log:
            step = round_step((self.high - self.low) / count)
            first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
            return [step * number for number in range(first, last + 1)]
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        stride = max(1, round((last - first) / count))
        # Parsed from text, so that each power of ten is the nearest float.
        return [float(f"1e{power}") for power in range(first, last + 1, stride)]


def draw_axes(
    canvas: Canvas, palette: Palette, box: Box, across: Axis, up: Axis, names: tuple[str, str]
) -> None:
    """Draw the frame of a box, ticks and numbers at its bottom and left, and the axes' names."""
    canvas.rectangle(box, palette.axis)
    across_at, up_at = across.ticks(5), up.ticks(_rows(box))
    marks = [
        [[across.pixel(value), box.bottom], [across.pixel(value), box.bottom + 4]] for value in across_at
    ]
    marks += [[[box.left - 4, up.pixel(value)], [box.left, up.pixel(value)]] for value in up_at]
    if marks:
        canvas.lines(np.array(marks), palette.axis, 1)
    texts, above_across = tick_texts(across_at)
    end = box.right - text_width(names[0] + above_across, LABEL_PX + 1)
    places = [across.pixel(value) for value in across_at]
    for place, text in _apart(places, texts, [text_width(text, LABEL_PX) for text in texts], end):
        canvas.text((place, box.bottom + 13), text, palette.text_soft, LABEL_PX, "middle")
    texts, above_up = tick_texts(up_at)
    falls = [-up.pixel(value) for value in up_at]
    for fall, text in _apart(falls, texts, [LABEL_PX] * len(texts), -box.top - LABEL_PX - 1):
        canvas.text((box.left - 7, -fall), text, palette.text_soft, LABEL_PX, "end")
    canvas.text((box.right, box.bottom + 13), names[0] + above_across, palette.text, LABEL_PX + 1, "end")
    canvas.text((box.left - 7, box.top + 6), names[1], palette.text, LABEL_PX + 1, "end")
    if above_up:
        canvas.text((box.left + 4, box.top + 6), above_up.strip(), palette.text, LABEL_PX, "start")


def _apart(
    places: Sequence[float], texts: Sequence[str], lengths: Sequence[float], end: float
) -> Iterator[tuple[float, str]]:
    """The texts, centered at growing places, that touch neither the one before nor what begins at the end."""
    before = -math.inf
    for place, text, length in zip(places, texts, lengths, strict=True):
        if before < place - length / 2 and place + length / 2 + SPACE < end:
            before = place + length / 2 + SPACE
            yield place, text


def tick_texts(values: Sequence[float]) -> tuple[list[str], str]:
    """The texts of ticks, which differ; and what they leave out, as in " above 1e12", or an empty text."""
    step = min((abs(b - a) for a, b in pairwise(values)), default=0.0)
    texts = [decimal(value, step) for value in values]
    if max(map(len, texts), default=0) <= MAX_TEXT:
        return texts, ""
    origin = values[0]
    short = decimal(origin)
    whole = short if float(f"{origin:.{DIGITS}g}") == origin else decimal(origin, step)
    return [decimal(value - origin, step) for value in values], f" above {whole}"


def decimal(value: float, step: float = 0.0) -> str:
    """Format a number with four significant digits, or as many as it takes to show a step."""
    if not math.isfinite(value):
        return ""
    digits = DIGITS
    if step > 0 and value:
        digits += max(math.floor(math.log10(abs(value) / step) + 1e-9) - DIGITS + 2, 0)
    return plain_number(f"{value:.{min(digits, MAX_DIGITS)}g}")


def _rows(box: Box) -> int:
    return max(2, min(6, round(box.height / 45)))


def round_step(rough: float) -> float:
    """Round a step to 1, 2 or 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    lead = rough / power
    return power * next(
        factor for factor, most in ((1, 1.5), (2, 3.5), (5, 7.5), (10, math.inf)) if lead < most
    )
