"""Land: draws the relief of a landscape with its contour lines."""

import numpy as np

from .canvas import Box, Canvas
from .hillshade import Relief
from .palette import Palette


def draw_land(canvas: Canvas, relief: Relief, palette: Palette, box: Box) -> None:
    """Draw the shaded relief over the whole box, and contour lines on it."""
    canvas.image(relief.shaded(round(box.width), round(box.height), palette), box)
    scale, corner = np.array([box.width, -box.height]), np.array([box.left, box.bottom])
    fine, strong = relief.contours(relief.levels(min(box.width, box.height)))
    canvas.lines([line * scale + corner for line in fine], palette.line, 0.8)
    canvas.lines([line * scale + corner for line in strong], palette.line_strong, 1)
