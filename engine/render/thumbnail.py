"""Thumbnail: a small picture of a landscape and its start, without words."""

import io

from .axes import Axis
from .canvas import Box
from .hillshade import Relief
from .land import draw_land
from .palette import Palette
from .raster import Raster
from .scene import Scene

QUALITY = 80
"""Of the file's compression: about 6 kB for 264 x 192 pixels, less than half of a PNG with a palette."""

START = 5.0
"""Radius of the start, in pixels."""


def thumbnail(scene: Scene, start: tuple[float, float], palette: Palette, width: int, height: int) -> bytes:
    """Render the land of a scene as a WebP file.

    Args:
        scene: its land is drawn over the whole picture; its paths are not.
        start: (x, y), marked by a dot.
        palette: colors of a theme.
        width: in pixels.
        height: in pixels.
    """
    canvas = Raster(width, height, palette.ground)
    box = Box(0, 0, width, height)
    draw_land(canvas, Relief(scene), palette, box)
    x = Axis(float(scene.x[0]), float(scene.x[-1]), box.left, box.right).pixel(start[0])
    y = Axis(float(scene.y[0]), float(scene.y[-1]), box.bottom, box.top).pixel(start[1])
    canvas.circle((x, y), START, palette.racers[0], palette.ground, 1.4)
    file = io.BytesIO()
    canvas.picture().save(file, "WEBP", quality=QUALITY)
    return file.getvalue()
