"""Scenes that roll, as files: what a worker process runs."""

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
"""How long a film rests at its end."""

COLORS = 192
FRAMES_PER_SECOND = 25
"""Of a video: players are at a loss with very few; the encoder repeats pictures for next to nothing."""

CODECS: dict[Literal["mp4", "webm"], list[str]] = {
    "mp4": ["libx264", "-crf", "20", "-preset", "veryfast", "-movflags", "+faststart"],
    "webm": ["libvpx-vp9", "-crf", "32", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "7"],
}
"""What every player and every browser shows, at a quality that keeps hairlines."""


@final
class AnimationSpec(BaseModel):
    """How an animation goes."""

    model_config = ConfigDict(frozen=True)

    frames: int = Field(60, ge=2, le=120)
    seconds: float = Field(6.0, ge=0.5, le=30.0)


def gif(scene: Scene, palette: Palette, size: Size, spec: AnimationSpec) -> bytes:
    """A GIF file: the balls roll from the start to the end, for ever again."""
    pictures = []
    colors: Image.Image | None = None
    for picture in _pictures(scene, palette, size, spec, end_first=True):
        if colors is None:  # the end shows all there is: its colors are those of every frame
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
    """Whether there is an encoder: the extra ``video`` brings one."""
    try:
        import imageio_ffmpeg

        return bool(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return False


def video(
    kind: Literal["mp4", "webm"], scene: Scene, palette: Palette, size: Size, spec: AnimationSpec
) -> bytes:
    """An MP4 or WebM file: the balls roll once, and rest at the end. Needs the extra ``video``.

    Sides are cut to whole pairs of pixels, which the codecs want.
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
    """What is shown: from the first step to the last, none twice."""
    steps: list[int] = np.unique(np.rint(np.linspace(0, scene.steps, spec.frames)).astype(int)).tolist()
    return steps


def _pictures(
    scene: Scene, palette: Palette, size: Size, spec: AnimationSpec, end_first: bool = False
) -> Iterator[Image.Image]:
    """The scene from the first step to the last; ``end_first`` shows the last one before them, too."""
    painter = Painter(scene, palette, size.width, size.height)
    ground = Raster(size.width, size.height, palette.ground)
    painter.draw_background(ground)
    steps = _steps(scene, spec)
    for step in [*steps[-1:], *steps] if end_first else steps:
        canvas = ground.copy()
        painter.draw_racers(canvas, step)
        yield canvas.picture()
