"""Picture tests: what Chromium has painted, at twenty places, against the numbers and the tokens' colors."""

import io
import math
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from lab_page import LabPage
from numpy.typing import NDArray
from PIL import Image
from places import AXES, CAMERA, in_scene, on_map
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Pixels = NDArray[np.float64]
TOKENS = (Path(__file__).resolve().parents[2] / "static/css/tokens.css").read_text()
FLAT = "x + 2*y + 40"
STEEP = "exp(0.4*x + 0.8*y)"
"""Slopes to the upper right: mirrored, they are other lands. The second is drawn by its logarithm."""
FLIPS = {"upside down": (1, -1), "mirrored": (-1, 1), "turned around": (-1, -1)}
Heights = Callable[[float, float], float]


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def shares_of(formula: str, low: float, high: float) -> Heights:
    """Share of the height of a place: of the loss, or of the logarithm of what it is above the lowest."""
    if formula == FLAT:
        return lambda x, y: (x + 2 * y - 3 * low) / (3 * high - 3 * low)
    least, most = math.exp(1.2 * low), math.exp(1.2 * high)
    soft = 1e-3 * (most - least)
    height = lambda loss: math.log10(loss - least + soft)  # noqa: E731
    top, bottom = height(most), height(least)
    return lambda x, y: (height(math.exp(0.4 * x + 0.8 * y)) - bottom) / (top - bottom)


def places_in(low: float, high: float) -> list[tuple[float, float]]:
    """Twenty places, not too near to the edge."""
    return [
        (low + (high - low) * (0.1 + 0.2 * (k % 5)), low + (high - low) * (0.12 + 0.24 * (k // 5)))
        for k in range(20)
    ]


def token(name: str) -> Pixels:
    """A color of the light theme."""
    found = re.search(rf"--{name}: #([0-9a-f]{{6}});", TOKENS)
    assert found is not None, name
    return np.array([int(found[1][k : k + 2], 16) for k in (0, 2, 4)], dtype=float)


def tint_of(share: float) -> Pixels:
    """The tint at a share of the height, between its two neighbours."""
    place = min(max(share, 0.0), 1.0) * 7
    k = min(int(place), 6)
    tint: Pixels = token(f"land-{k}") + (place - k) * (token(f"land-{k + 1}") - token(f"land-{k}"))
    return tint


def painted(page: Page, selector: str) -> Pixels:
    """Pixels of an element as the screen shows them, row by row."""
    image = Image.open(io.BytesIO(page.locator(selector).screenshot())).convert("RGB")
    return np.asarray(image, dtype=float)


def around(pixels: Pixels, place: list[float]) -> Pixels:
    """Median of 7 by 7 pixels, so that a contour line does not count."""
    column, row = (round(value) for value in place)
    block: Pixels = np.median(pixels[row - 3 : row + 4, column - 3 : column + 4].reshape(-1, 3), axis=0)
    return block


@pytest.mark.parametrize("formula", [FLAT, STEEP])
def test_map_has_each_height_in_its_tint(lab: LabPage, formula: str) -> None:
    lab.open(f"?formula={quote(formula)}&run=gd&steps=5")
    lab.page.wait_for_function("() => document.querySelector('#contour .js-plotly-plot')?._fullLayout")
    lab.wait_for_frame()
    pixels = painted(lab.page, "#contour")
    low, high = lab.page.evaluate(AXES)[0][2:]
    share = shares_of(formula, low, high)
    found = {place: around(pixels, on_map(lab.page, *place)) for place in places_in(low, high)}

    def distance(a: int, b: int) -> float:
        return max(
            float(np.abs(color - tint_of(share(a * x, b * y))).max()) for (x, y), color in found.items()
        )

    # The light of the relief changes a tint by less than a tenth.
    assert distance(1, 1) < 25
    for name, (a, b) in FLIPS.items():
        assert distance(a, b) > 50, name
    lab.expect_no_errors()


def test_scene_is_lighter_where_it_is_higher(lab: LabPage) -> None:
    lab.open(f"?formula={quote(FLAT)}&run=gd&steps=5&view=3d&camera=-90,89,1")
    lab.page.wait_for_function("() => document.stage.picture.scene.projection")
    lab.wait_for_frame()
    pixels = painted(lab.page, "#scene.view")
    (low, high), _, heights = lab.page.evaluate(CAMERA)["ranges"]
    assert heights[1] == pytest.approx(40 + 3 * high)
    found = {
        (x, y): around(pixels, in_scene(lab.page, x, y, x + 2 * y + 40)) for x, y in places_in(low, high)
    }
    share = shares_of(FLAT, low, high)

    def agreement(a: int, b: int) -> float:
        """Correlation of what is painted with the tints."""
        tints = [tint_of(share(a * x, b * y)) for x, y in found]
        return float(np.corrcoef(np.ravel(list(found.values())), np.ravel(tints))[0, 1])

    assert agreement(1, 1) > 0.97
    for name, (a, b) in FLIPS.items():
        assert agreement(a, b) < 0.9, name
    lab.expect_no_errors()


DRAWN = """
() => {
  const { drawnRacers } = document.stage.picture.content;
  return drawnRacers.map(({ label, track }) => ({ label, x: track.columns[0][12], y: track.columns[1][12] }));
}
"""
CARDS = """
() => [...document.querySelectorAll("racer-card")].map((card) => [
  card.querySelector(".name").textContent,
  getComputedStyle(card.querySelector(".marker")).color.match(/\\d+/g).map(Number),
])
"""


def test_balls_have_their_cards_colors_after_a_removal(lab: LabPage) -> None:
    lab.open(
        "?surface=booth&run=gd,lr:0.02&run=adam,lr:0.3&run=momentum,lr:0.004&run=rmsprop,lr:0.4&steps=20&step=12"
    )
    for removed in (1, 0):
        if removed == 1:
            assert len(lab.page.evaluate(CARDS)) == 4
        lab.racers.nth(removed).locator(".racer-line").click()
        lab.tool(removed, "Remove").click()
        lab.settle()
        lab.page.evaluate("() => document.lab.player.seek(12)")
        lab.page.mouse.move(5, 5)
        lab.wait_for_frame()
        pixels = painted(lab.page, "#contour")
        cards = dict(lab.page.evaluate(CARDS))
        balls = lab.page.evaluate(DRAWN)
        assert [ball["label"] for ball in balls] == list(cards)
        for ball in balls:
            px, py = on_map(lab.page, ball["x"], ball["y"])
            block = pixels[round(py) - 6 : round(py) + 7, round(px) - 6 : round(px) + 7].reshape(-1, 3)
            # Shaded, and with a white marker: of the sixteen colors its own is nearest to the median hue.
            color = np.array(cards[ball["label"]], dtype=float)
            off = {k: hue_gap(block, token(f"racer-{k}")) for k in range(4)}
            own = min(off, key=lambda k: off[k])
            assert (token(f"racer-{own}") == color).all(), (ball["label"], off)
    lab.expect_no_errors()


def hue_gap(block: Pixels, color: Pixels) -> float:
    """Distance of the most colorful pixels of a block from a color, without lightness."""
    colorful = block[np.argsort(np.ptp(block, axis=1))[-40:]]
    direction = colorful - colorful.mean(axis=1, keepdims=True)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    wanted = (color - color.mean()) / np.linalg.norm(color - color.mean())
    return float(1 - (direction @ wanted).mean())


HOLES = "?formula=sqrt(x*y)&run=gd&steps=5&view="
"""No value where the signs of x and y differ."""
OUTSIDE, INSIDE = ((-0.5, 0.5), (0.7, -0.4)), ((0.5, 0.5), (-0.7, -0.4))
"""Places in its holes and in its land, in halves of the domain's side."""


def test_holes_of_the_map_are_striped(lab: LabPage) -> None:
    lab.open(f"{HOLES}contour")
    lab.page.wait_for_function("() => document.querySelector('#contour .js-plotly-plot')?._fullLayout")
    lab.wait_for_frame()
    pixels, background = painted(lab.page, "#contour"), token("paper-0")
    high = lab.page.evaluate(AXES)[0][3]
    for x, y in OUTSIDE:
        column, row = (round(value) for value in on_map(lab.page, x * high, y * high))
        block = pixels[row - 12 : row + 13, column - 12 : column + 13].reshape(-1, 3)
        assert np.abs(np.median(block, axis=0) - background).max() < 6, "between the stripes"
        assert np.abs(block - background).max() > 40, "a stripe"
    for x, y in INSIDE:
        tint = tint_of(math.sqrt(x * y))
        assert np.abs(around(pixels, on_map(lab.page, x * high, y * high)) - tint).max() < 25
    lab.expect_no_errors()


def test_holes_of_the_scene_show_the_ground(lab: LabPage) -> None:
    """In the dark theme, whose highest land is far brighter than the ground; the light one's is as bright."""
    lab.open(f"{HOLES}3d&camera=-90,89,1&theme=dark")
    lab.page.wait_for_function("() => document.stage.picture.scene.projection")
    lab.wait_for_frame()
    pixels, background = painted(lab.page, "#scene.view"), token("night-0")
    (_, high), _, (ground, _) = lab.page.evaluate(CAMERA)["ranges"]
    for x, y in OUTSIDE:
        place = in_scene(lab.page, x * high, y * high, ground)
        assert np.abs(around(pixels, place) - background).max() < 25
    for x, y in INSIDE:
        place = in_scene(lab.page, x * high, y * high, math.sqrt(x * y) * high)
        assert np.abs(around(pixels, place) - background).max() > 40
    lab.expect_no_errors()
