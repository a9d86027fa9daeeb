"""Rendered pictures: compared with closed forms, and decoded by other programs."""

import io
import math
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path as File
from typing import get_args
from xml.etree import ElementTree

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from engine.core.types import Array
from engine.render import fonts
from engine.render.animation import AnimationSpec, gif, video
from engine.render.axes import Axis, round_step, tick_texts
from engine.render.hillshade import Relief
from engine.render.painter import Painter
from engine.render.palette import Palette, Theme, read_palette
from engine.render.scene import Path, Scene
from engine.render.still import Size, png, svg

SHEET = (File(__file__).resolve().parents[3] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
STEPS = 20


def palette(theme: Theme = "light") -> Palette:
    return read_palette(SHEET, theme)


def scene(**changes: object) -> Scene:
    """A round quadratic on [-2, 2] x [-1, 1], and a straight path to its minimum."""
    x, y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 41)
    way = np.linspace(-1.5, 0, STEPS + 1)
    path = Path("Straight", way, 0.5 * way, 1.25 * way**2)
    parts: dict[str, object] = {
        "title": "Bowl",
        "x": x,
        "y": y,
        "z": x[None, :] ** 2 + y[:, None] ** 2,
        "log_scale": False,
        "paths": [path],
        "steps": STEPS,
        "minima": [(0.0, 0.0, 0.0)],
    }
    return Scene(**(parts | changes))  # type: ignore[arg-type]


def test_contour_lines_of_a_bowl_are_circles() -> None:
    relief = Relief(scene())
    levels = relief.levels(400)
    for lines in relief.contours(levels):
        points = np.concatenate(lines)
        assert len(points) > 100
        x, y = 4 * points[:, 0] - 2, 2 * points[:, 1] - 1
        number = (x**2 + y**2 - levels.start) / levels.size
        np.testing.assert_allclose(number, np.rint(number), atol=0.05)


def test_contour_line_of_a_bowl_is_whole() -> None:
    """The circle of radius r crosses no edge for r < 1: one closed line; beyond, one line at each side."""
    relief = Relief(scene())
    levels = relief.levels(400)
    drawn = [line for lines in relief.contours(levels) for line in lines]
    values = [round(levels.start + k * levels.size, 9) for k in range(99)]
    inside = [value for value in values if 0 < value < 1]
    beyond = [value for value in values if 1 < value < 5]
    closed = [line for line in drawn if (line[0] == line[-1]).all()]
    assert len(closed) == len(inside) > 1
    assert len(drawn) - len(closed) == sum(2 if value < 4 else 4 for value in beyond)


@pytest.mark.parametrize("log_scale", [False, True])
def test_heights_match_the_loss(log_scale: bool) -> None:
    relief = Relief(scene(log_scale=log_scale))
    x, y = np.linspace(-2, 2, 121), np.linspace(-1, 1, 121)
    loss = x[None, :] ** 2 + y[:, None] ** 2
    expected = np.log10(loss + 1e-3 * 5) if log_scale else loss
    np.testing.assert_allclose(relief.heights, expected, atol=0.08 if log_scale else 5e-3)


def undefined(f: Callable[[Array, Array], Array], **changes: object) -> Scene:
    """A scene of a function that is not defined everywhere."""
    x = np.linspace(-3, 3, 61)
    with np.errstate(all="ignore"):
        z = np.broadcast_to(f(x[None, :], x[:, None]), (61, 61))
    return scene(**({"x": x, "y": x, "z": z, "minima": [], "paths": []} | changes))


@pytest.mark.parametrize("theme", get_args(Theme))
def test_undefined_places_are_hatched(theme: Theme) -> None:
    relief, colors = Relief(undefined(lambda x, y: np.sqrt(x * y))), palette(theme)
    assert np.isnan(relief.heights).mean() == pytest.approx(0.5, abs=0.04)
    pixels = relief.shaded(400, 400, colors).astype(int)
    quarters = {"hatched": pixels[10:190, 10:190], "drawn": pixels[10:190, 210:390]}
    for name, part in quarters.items():
        ground = (abs(part - colors.ground[:3]).max(axis=-1) <= 2).mean()
        assert (0.6 < ground < 0.95) == (name == "hatched"), name
    # Each row of the hatching has a stripe every ten pixels; the drawn land has none of its gray.
    gray = abs(quarters["hatched"] - colors.ground[:3]).max(axis=-1) > 30
    np.testing.assert_allclose(gray.sum(axis=1), 18 * 2, atol=18)


def test_no_contour_follows_a_hole() -> None:
    relief = Relief(undefined(lambda x, y: np.sqrt(x * y)))
    levels = relief.levels(400)
    for lines in relief.contours(levels):
        points = np.concatenate(lines)
        assert len(points) > 40
        x, y = 6 * points[:, 0] - 3, 6 * points[:, 1] - 3
        assert (x * y > -0.1).all()
        far = np.minimum(abs(x), abs(y)) > 0.15
        number = (np.sqrt(abs(x * y)) - levels.start) / levels.size
        np.testing.assert_allclose(number[far], np.rint(number[far]), atol=0.15)


def test_contours_end_at_a_straight_edge() -> None:
    """On a slope along y, which has no value left of 0, every line is level."""
    relief = Relief(undefined(lambda x, y: np.where(x > 0, 1.1 + y / 6, np.nan)))
    levels = relief.levels(400)
    for lines in relief.contours(levels):
        points = np.concatenate(lines)
        assert len(points) > 40
        number = (1.1 + (6 * points[:, 1] - 3) / 6 - levels.start) / levels.size
        np.testing.assert_allclose(number, np.rint(number), atol=0.05)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_land_without_values_is_all_hatched(value: float) -> None:
    given = undefined(lambda x, _: x * 0 + value)
    relief = Relief(given)
    assert np.isnan(relief.heights).all()
    assert all(len(lines) == 0 for lines in relief.contours(relief.levels(300)))
    text = svg(given, palette(), Size(width=640, height=480), 0).decode()
    assert "Not defined anywhere here" in text
    assert png(given, palette(), Size(width=640, height=480), 0)


@pytest.mark.parametrize("offset", [1e4, -1e9, 1e12])
def test_losses_far_from_0_are_drawn_by_differences(offset: float) -> None:
    relief = Relief(undefined(lambda x, y: offset + x**2 + y**2))
    x = np.linspace(-3, 3, 121)
    expected = x[None, :] ** 2 + x[:, None] ** 2
    np.testing.assert_allclose(relief.heights - relief.heights.min(), expected, atol=5e-3)


def test_softening_falls_for_few_high_places() -> None:
    x = np.linspace(-4, 4, 61)
    z = np.exp(x[None, :] ** 2 + x[:, None] ** 2)
    relief = Relief(scene(x=x, y=x, z=z, minima=[], paths=[], log_scale=True))
    shares = (relief.heights[60, 60::15] - relief.low) / (relief.high - relief.low)
    # The logarithm of the loss is x**2, of which the highest is 32; the minimum is softened.
    np.testing.assert_allclose(shares, np.arange(5) ** 2 / 32, atol=0.1)
    assert (np.diff(shares) > 0.05).all()


def test_tick_texts_differ() -> None:
    assert tick_texts([0.0, 500.0, 1000.0]) == (["0", "500", "1000"], "")
    assert tick_texts([10000.0, 10005.0, 10010.0]) == (["10000", "10005", "10010"], "")
    assert tick_texts([1e12, 1e12 + 5, 1e12 + 10]) == (["0", "5", "10"], " above 1e12")
    assert tick_texts([1e-5, 1e-3, 0.1]) == (["1e\u22125", "0.001", "0.1"], "")
    assert tick_texts([]) == ([], "")


def test_losses_of_a_picture_have_their_digits() -> None:
    path = Path("far", *(np.arange(3.0),) * 2, 1e4 + np.array([18.0, 5.0, 1.0]))
    text = svg(scene(paths=[path], minima=[]), palette(), Size(width=960, height=720), 0).decode()
    assert ">10018<" in text
    assert re.search(">100[01][05]<", text)


@pytest.mark.parametrize("theme", get_args(Theme))
@pytest.mark.parametrize(("width", "height"), [(240, 200), (640, 480), (1200, 630)])
def test_ball_is_drawn_at_its_point(theme: Theme, width: int, height: int) -> None:
    given, colors = scene(minima=[]), palette(theme)
    size = Size(width=width, height=height)
    picture = Image.open(io.BytesIO(png(given, colors, size, STEPS // 2)))
    assert picture.size == (width, height)
    box = Painter(given, colors, width, height).layout.map
    k = STEPS // 2
    px = box.left + (given.paths[0].x[k] + 2) / 4 * box.width
    py = box.bottom - (given.paths[0].y[k] + 1) / 2 * box.height
    here = picture.getpixel((round(px + 1.5), round(py + 2)))
    assert here == pytest.approx(colors.racers[0][:3], abs=24)
    assert box.width / box.height == pytest.approx(2, rel=0.02), "both axes have one scale"


def test_svg_has_the_same_content_and_no_external_references() -> None:
    given = scene(title="<Bowl> & \x00", paths=[Path("a<b", *(np.arange(3.0),) * 3)])
    text = svg(given, palette(), Size(width=640, height=480), 2).decode()
    root = ElementTree.fromstring(text)
    assert "<Bowl> &" in "".join(root.itertext())
    assert "a<b" in "".join(root.itertext())
    assert not re.findall(r'(?:href|src)="(?!data:)', text)
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_gif_runs_from_start_to_end() -> None:
    size = Size(width=320, height=240)
    film = Image.open(io.BytesIO(gif(scene(), palette(), size, AnimationSpec(frames=8, seconds=2))))
    assert film.n_frames == 8
    assert film.info["loop"] == 0
    pauses, frames = [], []
    for number in range(film.n_frames):
        film.seek(number)
        pauses.append(film.info["duration"])
        frames.append(np.asarray(film.convert("RGB"), dtype=int))
    assert pauses == [250] * 7 + [1500]
    still = np.asarray(Image.open(io.BytesIO(png(scene(), palette(), size, STEPS))), dtype=int)
    assert np.abs(frames[-1] - still).mean() < 4, "the last frame is the picture of the last step"
    assert all((a != b).any() for a, b in pairwise(frames))


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_video_decodes_to_the_same_animation(kind: str, tmp_path: File) -> None:
    path = tmp_path / f"roll.{kind}"
    path.write_bytes(
        video(kind, scene(), palette(), Size(width=321, height=241), AnimationSpec(frames=8, seconds=2))
    )  # type: ignore[arg-type]
    decoder = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    seen = subprocess.run(decoder, capture_output=True, check=True)
    frames = np.frombuffer(seen.stdout, np.uint8).reshape(-1, 240, 320, 3).astype(int)
    assert len(frames) / 25 == pytest.approx(3.5, abs=0.1), "two seconds, and the rest at the end"
    for frame, step in ((frames[0], 0), (frames[-1], STEPS)):
        still = png(scene(), palette(), Size(width=321, height=241), step)
        picture = np.asarray(Image.open(io.BytesIO(still)), dtype=int)[:240, :320]
        assert np.abs(frame - picture).mean() < 6
    assert np.abs(frames[-1] - frames[0]).mean() > 1, "something has moved"


def test_scene_without_racers_is_drawn() -> None:
    empty = np.empty(0)
    given = scene(paths=[Path("Gone", empty, empty, empty, diverged=True)], z=np.full((41, 41), np.nan))
    assert png(given, palette(), Size(width=320, height=320), 3).startswith(b"\x89PNG")


def test_diverged_curve_does_not_stretch_the_loss_axis() -> None:
    fast = np.array([1.0, 1e10, 1e250])
    both = [*scene().paths, Path("Fast", fast, fast, fast, diverged=True)]
    drawn = Painter(scene(paths=both), palette(), 640, 480)
    heights = drawn._curves[0][:, 1]
    assert np.ptp(heights[:-1]) > 0.3 * drawn.layout.curves.height


@pytest.mark.parametrize(
    "losses",
    [
        *([value, value, value] for value in (0.0, -3.0, 1e17, -1e17, 2.5e33, 1e307, 5e-324)),
        [1e17, 1e17 + 16, 1e17 + 32],
        [-1e307, 0.0, 1e308],
        [-1.0, 1e308, 1e308],
        [0.0, 5e-324, 0.0],
    ],
    ids=str,
)
def test_losses_of_any_size_are_drawn_in_their_box(losses: list[float]) -> None:
    way = np.array([-1.0, 0.0, 1.0])
    given = scene(paths=[Path("Far", way, way, np.array(losses))], steps=2)
    assert svg(given, palette(), Size(width=640, height=480), 2)
    drawn = Painter(given, palette(), 640, 480)
    box, heights = drawn.layout.curves, drawn._curves[0][:, 1]
    assert np.isfinite(heights).all()
    assert heights[0] <= box.bottom
    assert heights[0] >= box.top


def test_round_steps_and_logarithmic_axes() -> None:
    assert [round_step(rough) for rough in (0.9, 1.6, 4, 8, 0.034)] == pytest.approx([1, 2, 5, 10, 0.02])
    axis = Axis(1e-4, 1e2, 0, 600, log=True)
    assert axis.pixel(0.1) == pytest.approx(300)
    assert axis.pixel(0.0) < -1000
    assert all(math.log10(tick).is_integer() for tick in axis.ticks(4))


def test_text_is_ascii_without_an_installed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.ascii_of("Größe \u22123.5 λ β₁ → 2 語") == "Gro?e -3.5 lambda beta1 -> 2 ?"
    monkeypatch.setattr(fonts, "FONTS", ())
    fonts.load_font.cache_clear()
    try:
        assert png(scene(), palette(), Size(width=320, height=320), 3).startswith(b"\x89PNG")
    finally:
        fonts.load_font.cache_clear()


def test_line_break_in_a_label_is_drawn_as_a_space() -> None:
    given = scene(title="x^2 +\n y^2")
    assert png(given, palette(), Size(width=320, height=320), 3).startswith(b"\x89PNG")
