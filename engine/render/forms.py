"""Scenes as files: what a worker process runs."""

import io
from typing import Literal, final

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from .painting import Painting
from .palette import Palette
from .raster import Raster
from .scene import Scene
from .vector import Vector

Form = Literal["png", "svg", "gif"]
MEDIA_TYPES: dict[Form, str] = {"png": "image/png", "svg": "image/svg+xml", "gif": "image/gif"}

LAST_FRAME_MS = 1500
"""How long an animation rests at its end."""

COLORS = 192


@final
class Size(BaseModel):
    """Of a picture, in pixels."""

    model_config = ConfigDict(frozen=True)

    width: int = Field(960, ge=240, le=1600)
    height: int = Field(720, ge=200, le=1200)


@final
class Roll(BaseModel):
    """How an animation goes."""

    model_config = ConfigDict(frozen=True)

    frames: int = Field(60, ge=2, le=120)
    seconds: float = Field(6.0, ge=0.5, le=30.0)


def png(scene: Scene, palette: Palette, size: Size, step: int) -> bytes:
    """A PNG file: the scene at a step."""
    painting = Painting(scene, palette, size.width, size.height)
    canvas = Raster(size.width, size.height, palette.ground)
    painting.ground(canvas)
    painting.balls(canvas, step)
    file = io.BytesIO()
    canvas.picture().save(file, "PNG", compress_level=6)
    return file.getvalue()


def svg(scene: Scene, palette: Palette, size: Size, step: int) -> bytes:
    """An SVG file: the scene at a step."""
    painting = Painting(scene, palette, size.width, size.height)
    canvas = Vector(size.width, size.height, palette.ground, f"{scene.title}, step {step}")
    painting.ground(canvas)
    painting.balls(canvas, step)
    return canvas.document().encode()


def gif(scene: Scene, palette: Palette, size: Size, roll: Roll) -> bytes:
    """A GIF file: the balls roll from the start to the end, for ever again."""
    painting = Painting(scene, palette, size.width, size.height)
    ground = Raster(size.width, size.height, palette.ground)
    painting.ground(ground)
    steps = np.unique(np.rint(np.linspace(0, scene.steps, roll.frames)).astype(int)).tolist()
    pictures = []
    colors: Image.Image | None = None
    for step in [*steps[-1:], *steps]:
        canvas = ground.copy()
        painting.balls(canvas, step)
        picture = canvas.picture()
        if colors is None:  # the end shows all there is: its colors are those of every frame
            colors = picture.quantize(COLORS, Image.Quantize.MEDIANCUT)
            continue
        pictures.append(picture.quantize(palette=colors, dither=Image.Dither.NONE))
    pause = round(1000 * roll.seconds / len(pictures) / 10) * 10
    file = io.BytesIO()
    pauses = [pause] * (len(pictures) - 1) + [LAST_FRAME_MS]
    pictures[0].save(
        file, "GIF", save_all=True, append_images=pictures[1:], duration=pauses, loop=0, optimize=False
    )
    return file.getvalue()
