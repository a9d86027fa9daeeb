"""Rendered pictures: compared with closed forms, and decoded by other programs."""

import io
import math
import re
import subprocess
from itertools import pairwise
from pathlib import Path as File
from typing import get_args
from xml.etree import ElementTree

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from engine.render import raster
from engine.render.animation import AnimationSpec, gif, video
from engine.render.axes import Axis, round_step
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
    for segments in relief.contours(levels):
        assert len(segments) > 50
        x, y = 4 * segments[..., 0] - 2, 2 * segments[..., 1] - 1
        number = (x**2 + y**2 - levels.start) / levels.size
        np.testing.assert_allclose(number, np.rint(number), atol=0.05)


@pytest.mark.parametrize("log_scale", [False, True])
def test_heights_match_the_loss(log_scale: bool) -> None:
    relief = Relief(scene(log_scale=log_scale))
    x, y = np.linspace(-2, 2, 121), np.linspace(-1, 1, 121)
    loss = x[None, :] ** 2 + y[:, None] ** 2
    expected = np.log10(loss + 1e-3 * 5) if log_scale else loss
    np.testing.assert_allclose(relief.heights, expected, atol=0.08 if log_scale else 5e-3)


def test_non_finite_losses_are_drawn_at_the_maximum() -> None:
    z = np.array(scene().z)
    z[5, 5] = np.nan
    relief = Relief(scene(z=z))
    assert np.isfinite(relief.heights).all()
    assert relief.heights[15, 15] == pytest.approx(5, rel=1e-3)


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


def test_round_steps_and_logarithmic_axes() -> None:
    assert [round_step(rough) for rough in (0.9, 1.6, 4, 8, 0.034)] == pytest.approx([1, 2, 5, 10, 0.02])
    axis = Axis(1e-4, 1e2, 0, 600, log=True)
    assert axis.pixel(0.1) == pytest.approx(300)
    assert axis.pixel(0.0) < -1000
    assert all(math.log10(tick).is_integer() for tick in axis.ticks(4))


def test_text_is_ascii_without_an_installed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    assert raster.ascii_of("Größe \u22123.5 λ") == "Gro?e -3.5 ?"
    monkeypatch.setattr(raster, "FONTS", ())
    raster._load_font.cache_clear()
    try:
        assert png(scene(), palette(), Size(width=320, height=320), 3).startswith(b"\x89PNG")
    finally:
        raster._load_font.cache_clear()


def test_line_break_in_a_label_is_drawn_as_a_space() -> None:
    given = scene(title="x^2 +\n y^2")
    assert png(given, palette(), Size(width=320, height=320), 3).startswith(b"\x89PNG")
