"""Animation: renders a scene from its first to its last step as a GIF or video file."""

import io
import math
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, final

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from .painter import Painter
from .palette import Palette
from .raster import Raster
from .scene import Scene
from .still import Size

LAST_FRAME_MS = 1500
"""Duration of the last frame."""

COLORS = 192
FRAMES_PER_SECOND = 25
"""Frame rate of a video: some players fail with a low one, and repeated frames add little to the file."""

CODECS: dict[Literal["mp4", "webm"], list[str]] = {
    "mp4": ["libx264", "-crf", "20", "-preset", "veryfast", "-movflags", "+faststart"],
    "webm": ["libvpx-vp9", "-crf", "32", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "7"],
}
"""Encoder options: codecs that every browser plays, at a quality that keeps thin lines."""


@final
class AnimationSpec(BaseModel):
    """Animation spec: number of frames, and seconds."""

    model_config = ConfigDict(frozen=True)

    frames: int = Field(60, ge=2, le=120)
    seconds: float = Field(6.0, ge=0.5, le=30.0)


def gif(scene: Scene, palette: Palette, size: Size, spec: AnimationSpec) -> bytes:
    """Render a GIF file that repeats without end."""
    pictures = []
    colors: Image.Image | None = None
    for picture in _pictures(scene, palette, size, spec, end_first=True):
        if colors is None:  # the last frame has all colors: its palette fits every frame
            colors = picture.quantize(COLORS, Image.Quantize.MEDIANCUT)
            continue
        pictures.append(picture.quantize(palette=colors, dither=Image.Dither.NONE))
    pause = round(1000 * spec.seconds / len(pictures) / 10) * 10
    file = io.BytesIO()
    pauses = [pause] * (len(pictures) - 1) + [LAST_FRAME_MS]
    pictures[0].save(
        file, "GIF", save_all=True, append_images=pictures[1:], duration=pauses, loop=0, optimize=True
    )
    return file.getvalue()


def video_possible() -> bool:
    """Whether a video encoder is installed (extra ``video``)."""
    try:
        import imageio_ffmpeg

        return bool(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return False


def video(
    kind: Literal["mp4", "webm"], scene: Scene, palette: Palette, size: Size, spec: AnimationSpec
) -> bytes:
    """Render an MP4 or WebM file; its last frame stays for ``LAST_FRAME_MS``. Needs the extra ``video``.

    Width and height are cut to even numbers, which the codecs require.
    """
    import imageio_ffmpeg

    width, height = size.width // 2 * 2, size.height // 2 * 2
    rate = len(_steps(scene, spec)) / spec.seconds
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{rate:.6f}", "-i", "-"]
    codec = ["-c:v", *CODECS[kind], "-pix_fmt", "yuv420p", "-r", str(FRAMES_PER_SECOND), "-threads", "1"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roll.{kind}"
        encoder = [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-v",
            "error",
            *raw,
            *codec,
            "-fflags",
            "+bitexact",
            str(path),
        ]
        with subprocess.Popen(encoder, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            picture = b""
            for image in _pictures(scene, palette, size, spec):
                picture = image.crop((0, 0, width, height)).tobytes()
                process.stdin.write(picture)
            for _ in range(math.ceil(rate * LAST_FRAME_MS / 1000)):
                process.stdin.write(picture)
        return path.read_bytes()


def _steps(scene: Scene, spec: AnimationSpec) -> list[int]:
    """The steps to show, from the first to the last, without duplicates."""
    steps: list[int] = np.unique(np.rint(np.linspace(0, scene.steps, spec.frames)).astype(int)).tolist()
    return steps


def _pictures(
    scene: Scene, palette: Palette, size: Size, spec: AnimationSpec, end_first: bool = False
) -> Iterator[Image.Image]:
    """Render the frames in order; with ``end_first``, the last frame comes once before them."""
    painter = Painter(scene, palette, size.width, size.height)
    ground = Raster(size.width, size.height, palette.ground)
    painter.draw_background(ground)
    steps = _steps(scene, spec)
    for step in [*steps[-1:], *steps] if end_first else steps:
        canvas = ground.copy()
        painter.draw_racers(canvas, step)
        yield canvas.picture()
