"""Still images: renders a scene at one step as a PNG or SVG file."""

import io
from typing import Literal, final

from pydantic import BaseModel, ConfigDict, Field

from .painter import Painter
from .palette import Palette
from .raster import Raster
from .scene import Scene
from .vector import Vector

ImageFormat = Literal["png", "svg", "gif", "mp4", "webm"]
MEDIA_TYPES: dict[ImageFormat, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


@final
class Size(BaseModel):
    """Size of a picture in pixels."""

    model_config = ConfigDict(frozen=True)

    width: int = Field(960, ge=240, le=1600)
    height: int = Field(720, ge=200, le=1200)


def png(scene: Scene, palette: Palette, size: Size, step: int) -> bytes:
    """Render the scene at a step as a PNG file."""
    painter = Painter(scene, palette, size.width, size.height)
    canvas = Raster(size.width, size.height, palette.ground)
    painter.draw_background(canvas)
    painter.draw_racers(canvas, step)
    file = io.BytesIO()
    canvas.picture().save(file, "PNG", compress_level=6)
    return file.getvalue()


def svg(scene: Scene, palette: Palette, size: Size, step: int) -> bytes:
    """Render the scene at a step as an SVG file."""
    painter = Painter(scene, palette, size.width, size.height)
    canvas = Vector(size.width, size.height, palette.ground, f"{scene.title}, step {step}")
    painter.draw_background(canvas)
    painter.draw_racers(canvas, step)
    return canvas.document().encode()
