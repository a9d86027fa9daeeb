"""Thumbnails: a picture of the land alone, with its start at its place."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.render.palette import Palette, Theme, read_palette
from engine.render.scene import Scene
from engine.render.thumbnail import thumbnail

SHEET = Path(__file__).resolve().parents[3] / "static" / "css" / "tokens.css"


def palette(theme: Theme) -> Palette:
    return read_palette(SHEET.read_text(encoding="utf-8"), theme)


def drawn(start: tuple[float, float], theme: Theme = "light") -> np.ndarray:
    """A quadratic on [-2, 2] x [-1, 1] with a start, as pixels."""
    x, y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 41)
    scene = Scene("Bowl", x, y, x[None, :] ** 2 + y[:, None] ** 2, False, [], 0)
    picture = Image.open(io.BytesIO(thumbnail(scene, start, palette(theme), 120, 80)))
    assert (picture.format, picture.size) == ("WEBP", (120, 80))
    return np.asarray(picture.convert("RGB"), dtype=float)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("start", "place"), [((1, 0.5), (90, 20)), ((-1, -0.5), (30, 60))])
def test_start_is_at_its_place(theme: Theme, start: tuple[float, float], place: tuple[int, int]) -> None:
    left, top = place
    far = np.abs(drawn(start, theme)[top, left] - palette(theme).racers[0][:3])
    assert far.max() < 60, "the first racer's color, but for the file's compression"
    assert np.abs(drawn((0, 0), theme)[top, left] - palette(theme).racers[0][:3]).max() > 60


def test_land_fills_the_picture() -> None:
    pixels = drawn((1, 0.5))
    lowest = np.array(palette("light").land[0][:3])
    assert np.abs(pixels[40, 60] - lowest).max() < 40, "the deepest tint at the minimum"
    ground = np.array(palette("light").ground[:3])
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert np.median(np.abs(edge - ground).max(axis=1)) > 10, "no margin"
        assert edge.mean() > pixels[40, 60].mean() + 40
