"""Places in pictures: the scale is read from the drawn ticks, and everything drawn is held to its number."""

import io
import math
import re
from collections.abc import Callable
from pathlib import Path as File
from typing import get_args
from xml.etree import ElementTree

import numpy as np
import pytest
from engine_builders import experiment, formula, racer
from PIL import Image

from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import grid
from engine.render.build_scene import build_scene
from engine.render.palette import Palette, Theme, read_palette
from engine.render.scene import Path, Scene
from engine.render.still import Size, png, svg
from engine.run.trajectory import COLUMNS

SHEET = (File(__file__).resolve().parents[3] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
STEPS = 20
SIZES = [(640, 480), (960, 400), (480, 640)]
"""Legend above, beside, and a tall picture."""

WAY = np.linspace(0.0, 1.0, STEPS + 1)
PATHS = [
    Path("bent", -1.5 + 2.5 * WAY, -0.5 + 1.25 * WAY**2, 4.0 * 0.5 ** np.arange(STEPS + 1)),
    Path("short", 1.5 - WAY[:9], 0.75 - 0.25 * WAY[:9], 3.0 + WAY[:9], diverged=True),
]


def scene(z: Callable[[np.ndarray, np.ndarray], np.ndarray], **changes: object) -> Scene:
    """A landscape on [-2, 2] x [-1, 1]: neither square nor the same in two directions."""
    x, y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 41)
    parts: dict[str, object] = {
        "title": "Slope",
        "x": x,
        "y": y,
        "z": z(x[None, :], y[:, None]),
        "log_scale": False,
        "paths": PATHS,
        "steps": STEPS,
    }
    return Scene(**(parts | changes))  # type: ignore[arg-type]


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(x + 3 * y)


def palette(theme: Theme = "light") -> Palette:
    return read_palette(SHEET, theme)


def css(name: str, theme: Theme = "light") -> tuple[int, ...]:
    """A color of the style sheet."""
    light, _, dark = SHEET.partition('[data-theme="dark"]')
    for text in (dark, light) if theme == "dark" else (light,):
        if found := re.search(rf"--{name}:\s*#([0-9a-f]{{6}})", text):
            return tuple(bytes.fromhex(found[1]))
    raise AssertionError(name)


Row = tuple[str, dict[str, str], str]


class Drawing:
    """An SVG picture: its elements, and the scales that its ticks tell."""

    def __init__(self, given: Scene, size: tuple[int, int], step: int) -> None:
        text = svg(given, palette(), Size(width=size[0], height=size[1]), step).decode()
        self.rows: list[Row] = [
            (one.tag.rpartition("}")[2], dict(one.attrib), one.text or "")
            for one in ElementTree.fromstring(text).iter()
        ]
        boxes = [a for tag, a, _ in self.rows if tag == "rect" and a.get("fill") == "none"]
        self.map, self.curves = (self._scales(box) for box in boxes[:2])

    def _scales(self, box: dict[str, str]) -> Callable[[float, float], tuple[float, float]]:
        """Pixel of a value across and of one up, from the ticks' numbers below and left of a box."""
        left, top, height = (float(box[name]) for name in ("x", "y", "height"))
        across, up = [], []
        for tag, a, words in self.rows:
            if tag != "text" or a["font-size"] != "11":
                continue
            x, y, value = float(a["x"]), float(a["y"]), float(words.replace("\u2212", "-"))
            if a["text-anchor"] == "middle" and abs(y - top - height - 13) < 1 and left - 1 <= x:
                across.append((value, x))
            elif a["text-anchor"] == "end" and abs(x - left + 7) < 1 and top <= y <= top + height + 1:
                up.append((value, y))
        return self._fitted(across, up)

    @staticmethod
    def _fitted(
        across: list[tuple[float, float]], up: list[tuple[float, float]]
    ) -> Callable[[float, float], tuple[float, float]]:
        log = min(value for value, _ in up) > 0 and max(v for v, _ in up) > 50 * min(v for v, _ in up)
        values, pixels = np.array(across).T
        heights, places = np.array(up).T
        x = np.polyfit(values, pixels, 1)
        y = np.polyfit(np.log10(heights) if log else heights, places, 1)
        return lambda a, b: (
            float(np.polyval(x, a)),
            float(np.polyval(y, math.log10(b) if log else b)),
        )

    def circles(self, radius: str, color: tuple[int, ...] | None = None) -> list[tuple[float, float]]:
        fill = None if color is None else "#{:02x}{:02x}{:02x}".format(*color)
        return [
            (float(a["cx"]), float(a["cy"]))
            for tag, a, _ in self.rows
            if tag == "circle" and a["r"] == radius and (fill is None or a["fill"] == fill)
        ]

    def marker(self, radius: str, number: int) -> tuple[float, float]:
        """Middle of a racer's marker: a circle of this radius, else the square that follows it."""
        color = css(f"racer-{number}")
        if number == 0:
            return self.circles(radius, color)[0]
        fill = "#{:02x}{:02x}{:02x}".format(*color)
        side = 2 * 1.18 * float(radius) / math.sqrt(2)
        for tag, a, _ in self.rows:
            if tag == "polygon" and a["fill"] == fill:
                corners = np.array([pair.split(",") for pair in a["points"].split()], dtype=float)
                if len(corners) == 4 and np.ptp(corners, axis=0) == pytest.approx(side, abs=0.05):
                    return float(corners[:, 0].mean()), float(corners[:, 1].mean())
        raise LookupError(radius)

    def words(self) -> list[str]:
        return [words for tag, _, words in self.rows if tag == "text"]


@pytest.mark.parametrize("size", SIZES)
def test_balls_and_losses_are_at_their_numbers(size: tuple[int, int]) -> None:
    given, path = scene(slope), PATHS[0]
    for step in (0, 4, 7, 8, 9, 13, STEPS):
        drawn = Drawing(given, size, step)
        (ball,) = drawn.circles("6.5", css("racer-0"))
        assert ball == pytest.approx(drawn.map(path.x[step], path.y[step]), abs=0.8)
        assert drawn.marker("4", 0) == pytest.approx(drawn.curves(step, path.loss[step]), abs=0.8)
        if step < 9:
            assert drawn.marker("4", 1) == pytest.approx(drawn.curves(step, PATHS[1].loss[step]), abs=0.8)
        if step < 8:
            other = drawn.marker("6.5", 1)
            assert other == pytest.approx(drawn.map(PATHS[1].x[step], PATHS[1].y[step]), abs=0.8)
        else:  # a cross marks where it ended
            with pytest.raises(LookupError):
                drawn.marker("6.5", 1)
        assert f"step {step} of {STEPS}" in drawn.words()


def test_paths_reach_to_the_step_that_is_shown() -> None:
    drawn = Drawing(scene(slope), SIZES[0], 5)
    key = 2  # a piece of each curve in the legend comes first
    lines = [a for tag, a, _ in drawn.rows if tag == "polyline"][key:]
    points = np.array([pair.split(",") for pair in lines[1]["points"].split()], dtype=float)
    expected = [drawn.map(PATHS[0].x[k], PATHS[0].y[k]) for k in range(6)]
    np.testing.assert_allclose(points, expected, atol=0.8)
    assert lines[1]["stroke"] == "#{:02x}{:02x}{:02x}".format(*css("racer-0"))
    assert lines[3]["stroke"] == "#{:02x}{:02x}{:02x}".format(*css("racer-1"))
    (start,) = drawn.circles("6")
    assert start == pytest.approx(drawn.map(-1.5, -0.5), abs=0.8)


def test_legend_has_each_label_beside_its_color_and_loss() -> None:
    drawn = Drawing(scene(slope), SIZES[0], 3)
    for number, (label, loss) in enumerate((("bent", "0.5"), ("short", "3.15"))):
        dot = drawn.marker("5", number)
        beside = [
            words
            for tag, a, words in drawn.rows
            if tag == "text" and abs(float(a["y"]) - dot[1]) < 1 and float(a["x"]) > dot[0]
        ]
        assert label in beside
        assert loss in beside


def test_minima_are_marked_where_they_are() -> None:
    drawn = Drawing(scene(slope, minima=[(1.25, -0.5, 0.0), (-1.0, 0.75, 0.5)]), SIZES[0], 0)
    (flag,) = [a for tag, a, _ in drawn.rows if tag == "polygon" and len(a["points"].split()) == 3]
    x, y = map(float, flag["points"].split()[0].split(","))
    assert (x, y + 17) == pytest.approx(drawn.map(1.25, -0.5), abs=0.8)
    crosses = [a["d"] for tag, a, _ in drawn.rows if tag == "path" and a["d"].count("M") == 2]
    corners = np.array(re.findall(r"[ML]([-\d.]+) ([-\d.]+)", crosses[-1]), dtype=float)
    assert corners.mean(axis=0) == pytest.approx(drawn.map(-1.0, 0.75), abs=0.8)


def tint(share: float, theme: Theme) -> np.ndarray:
    """The color of a height: its tints lie evenly from the lowest to the highest."""
    tints = np.array([css(f"land-{number}", theme) for number in range(8)], dtype=float)
    return np.array([np.interp(share * 7, range(8), tints[:, channel]) for channel in range(3)])


@pytest.mark.parametrize("theme", get_args(Theme))
def test_color_of_twenty_places_is_that_of_their_loss(theme: Theme) -> None:
    given = scene(slope, paths=[])
    size = SIZES[0]
    to_pixel = Drawing(given, size, 0).map
    picture = np.asarray(
        Image.open(io.BytesIO(png(given, palette(theme), Size(width=size[0], height=size[1]), 0))),
        dtype=float,
    )
    shown, expected, mirrored = [], [], []
    for number in range(20):
        x, y = -1.9 + 3.8 * ((7 * number) % 20) / 19, -0.9 + 1.8 * number / 19
        column, row = (round(part) for part in to_pixel(x, y))
        shown.append(np.median(picture[row - 4 : row + 5, column - 4 : column + 5].reshape(-1, 3), axis=0))
        expected.append(tint((x + 3 * y + 5) / 10, theme))  # losses from -5 to 5
        mirrored.append(tint((x - 3 * y + 5) / 10, theme))
    wrong, upside_down = (np.abs(np.array(shown) - np.array(other)).mean() for other in (expected, mirrored))
    assert wrong < 12
    assert upside_down > 2 * wrong
    order = np.argsort([row.sum() for row in expected])
    brightness = np.array([row.sum() for row in shown])[order]
    assert np.corrcoef(brightness, np.arange(20))[0, 1] > 0.9


def test_contour_lines_join_places_of_equal_loss() -> None:
    drawn = Drawing(scene(slope, paths=[]), SIZES[0], 0)
    (left, low), (right, high) = drawn.map(-2, -1), drawn.map(2, 1)
    lines = [a["d"] for tag, a, _ in drawn.rows if tag == "path"]
    losses = []
    for line in "".join(lines[:2]).split("M")[1:]:
        points = np.array([point.split(" ") for point in line.split("L")], dtype=float)
        x = -2 + 4 * (points[:, 0] - left) / (right - left)
        y = -1 + 2 * (points[:, 1] - low) / (high - low)
        losses.append(x + 3 * y)
    assert len(losses) > 10
    assert max(np.ptp(line) for line in losses) < 0.06, "rounded to a tenth of a pixel"
    steps = np.diff(np.unique([line.mean().round(1) for line in losses]))
    assert steps.min() > 0.15, "levels lie apart"


def test_heights_of_the_logarithm_are_drawn_if_it_is_best() -> None:
    given = scene(lambda x, y: x**2 + y**2 + 1e-3 + 0 * x, paths=[])
    flat, steep = (
        np.asarray(Image.open(io.BytesIO(png(one, palette(), Size(width=320, height=320), 0))), dtype=float)
        for one in (given, scene(lambda x, y: x**2 + y**2 + 1e-3 + 0 * x, paths=[], log_scale=True))
    )
    to_pixel = Drawing(given, (320, 320), 0).map
    column, row = (round(part) for part in to_pixel(0.5, 0.0))
    low, high = (
        np.median(one[row - 2 : row + 3, column - 2 : column + 3].reshape(-1, 3), axis=0)
        for one in (flat, steep)
    )
    assert np.abs(low - tint(0.25 / 5, "light")).mean() < 15
    assert np.abs(high - tint(np.log10(0.255 / 0.005) / np.log10(5.005 / 0.005), "light")).mean() < 10


def test_scene_has_the_numbers_of_its_race() -> None:
    racers = [racer("sgd", lr=0.1) | {"label": "slow"}, racer("sgd", lr=1e6) | {"label": "lost"}]
    spec = experiment(formula("x^2 + 3*y^2", domain=[[-2, 2], [-1, 1]]), racers, 60)
    chunk = build_race(spec).advance(61)
    land = grid(build_problem(spec), 9)
    tracks = [np.arange(len(COLUMNS) * 9.0).reshape(-1, 9) + number for number in range(2)]
    made = build_scene(spec, land, tracks, chunk.events)
    for path, columns in zip(made.paths, tracks, strict=True):
        for name in ("x", "y", "loss"):
            assert getattr(path, name).tolist() == columns[COLUMNS.index(name)].tolist()
    assert [path.label for path in made.paths] == ["slow", "lost"]
    assert [path.diverged for path in made.paths] == [False, True]
    assert (made.x[0], made.x[-1], made.y[0], made.y[-1]) == (-2, 2, -1, 1)
    np.testing.assert_allclose(made.z, made.x[None, :] ** 2 + 3 * made.y[:, None] ** 2)
    assert (made.steps, made.title, made.exact) == (60, "x^2 + 3*y^2", True)
