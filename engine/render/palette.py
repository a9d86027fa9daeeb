"""Palette: colors of a picture, read from the page's style sheet."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

Theme = Literal["light", "dark"]
Color = tuple[int, int, int, int]
"""Red, green, blue and opacity, each 0 to 255."""

TINTS = 8
RACERS = 16
SHADES = 256


@final
@dataclass(frozen=True)
class Palette:
    """Colors of a theme.

    Attributes:
        dark: whether the background is darker than the text.
        land: tints of heights, from low to high.
        line, line_strong: fine contour lines and index contours.
        racers: one color for each of at most sixteen racers.
    """

    dark: bool
    ground: Color
    hairline: Color
    text: Color
    text_soft: Color
    axis: Color
    line: Color
    line_strong: Color
    land: tuple[Color, ...]
    racers: tuple[Color, ...]

    @property
    def halo(self) -> Color:
        """Outline color that keeps lines and text legible on any tint."""
        return (*self.ground[:3], 140 if self.dark else 178)


@lru_cache(maxsize=4)
def read_palette(style_sheet: str, theme: Theme) -> Palette:
    """Read the palette of a theme.

    Args:
        style_sheet: CSS with custom properties such as ``--land-0`` in a ``:root`` block; a
            ``[data-theme="dark"]`` block overrides them.
        theme: which of the two.

    Raises:
        KeyError: if a property is missing.
    """
    light, _, dark = style_sheet.partition('[data-theme="dark"]')
    values = _properties(light) | (_properties(dark) if theme == "dark" else {})

    def color(name: str) -> Color:
        value = values[name]
        while reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
            value = values[reference[1]]
        return _color(value)

    return Palette(
        dark=theme == "dark",
        ground=color("color-background"),
        hairline=color("color-hairline"),
        text=color("color-text"),
        text_soft=color("color-text-soft"),
        axis=color("land-axis"),
        line=color("land-line"),
        line_strong=color("land-line-strong"),
        land=tuple(color(f"land-{number}") for number in range(TINTS)),
        racers=tuple(color(f"racer-{number}") for number in range(RACERS)),
    )


@lru_cache(maxsize=4)
def graded(palette: Palette) -> NDArray[np.float64]:
    """Height tints as a color table of shape (SHADES, 3), interpolated by a spline."""
    tints = np.array([color[:3] for color in palette.land], dtype=np.float64)
    ends = [2 * tints[0] - tints[1], *tints, 2 * tints[-1] - tints[-2]]
    a, b, c, d = (np.array(ends[k : len(ends) - 3 + k]) for k in range(4))
    position = np.linspace(0, len(tints) - 1, SHADES)
    cell = np.minimum(position.astype(int), len(tints) - 2)
    t = (position - cell)[:, None]
    a, b, c, d = a[cell], b[cell], c[cell], d[cell]
    cubic = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    table: NDArray[np.float64] = np.clip(cubic, 0, 255)
    return table


def _properties(text: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", text)}


def _color(value: str) -> Color:
    if digits := re.fullmatch(r"#([0-9a-f]{6})", value):
        red, green, blue = bytes.fromhex(digits[1])
        return red, green, blue, 255
    *parts, opacity = (float(part) for part in re.findall(r"[\d.]+", value))
    return int(parts[0]), int(parts[1]), int(parts[2]), round(2.55 * opacity)
