"""Places on the page: where a point of the landscape must be, from Plotly's own axes and camera.

The page's projections are not asked: the formulas are those of a linear axis and of a perspective camera.
"""

from typing import Any

import numpy as np
from playwright.sync_api import Page

TAN_HALF_FOV = float(np.tan(np.pi / 8))
"""Of Plotly's perspective camera, vertically."""
AXES = """
() => {
  const { xaxis, yaxis } = document.querySelector("#contour .js-plotly-plot")._fullLayout;
  return [xaxis, yaxis].map(({ _offset, _length, range }) => [_offset, _length, ...range]);
}
"""
CAMERA = """
() => {
  const { width, height, scene } = document.querySelector("#scene .js-plotly-plot")._fullLayout;
  const listed = ({ x, y, z }) => [x, y, z];
  const { eye, center, up } = scene._scene.getCamera();
  return {
    size: [width, height],
    camera: [listed(eye), listed(center), listed(up)],
    box: listed(scene.aspectratio),
    ranges: [scene.xaxis.range, scene.yaxis.range, scene.zaxis.range],
  };
}
"""


def on_map(page: Page, x: float, y: float) -> list[float]:
    """Pixel of a point in the contour view: two linear axes, y up."""
    (left, width, x0, x1), (top, height, y0, y1) = page.evaluate(AXES)
    return [left + width * (x - x0) / (x1 - x0), top + height * (y1 - y) / (y1 - y0)]


def in_scene(page: Page, x: float, y: float, height: float) -> list[float]:
    """Pixel of a point in the scene: along the camera's axes, over its depth."""
    given: dict[str, Any] = page.evaluate(CAMERA)
    eye, center, up = (np.array(vector) for vector in given["camera"])
    ranges = np.array(given["ranges"])
    place = np.array(given["box"]) * (np.array([x, y, height]) - ranges.mean(axis=1)) / np.ptp(ranges, axis=1)
    back = (eye - center) / np.linalg.norm(eye - center)
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    away = place - eye
    wide, tall = given["size"]
    scale = tall / 2 / TAN_HALF_FOV / -(away @ back)
    return [wide / 2 + scale * float(away @ right), tall / 2 - scale * float(away @ np.cross(back, right))]
