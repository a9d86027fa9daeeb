"""Linked hover tests: a point hovered on curves, map or scene is marked in all three."""

from typing import Any

import pytest
from lab_page import LabPage
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RACER, STEP = 1, 23

IS_HIT = """
([racer, step]) => {
  const { hit } = document.stage.picture.hover;
  return hit?.racer === racer && hit.step === step;
}
"""

PIXELS_AT = """
([view, racer, step]) => {
  const { picture } = document.stage;
  const { curves, content } = picture;
  const { track } = content.drawnRacers[racer];
  const [x, y, loss] = [0, 1, 2].map((column) => track.columns[column][step]);
  const of = {
    curves: () => [curves.scale.x(step), curves.scale.y(loss)],
    map: () => projected(picture.map),
    scene: () => projected(picture.scene),
  };
  function projected({ projection, field }) {
    const out = [0, 0];
    projection.project(x, y, field.height(x, y), out, 0);
    return out;
  }
  const [px, py] = of[view]();
  const { context } = (view === "curves" ? curves : picture[view]).live;
  const scale = context.getTransform().a;
  const corner = [px - 8, py - 8].map((pixel) => Math.round(scale * pixel));
  const side = Math.round(16 * scale);
  return { place: [px, py], pixels: [...context.getImageData(...corner, side, side).data] };
}
"""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    lab = LabPage(page, base_url).open("?view=both&surface=himmelblau&run=momentum&run=adam&steps=60")
    page.wait_for_function(
        "() => document.stage.picture.scene.projection && document.stage.picture.map.projection"
    )
    page.evaluate("() => document.lab.player.seek(60)")
    page.mouse.move(5, 5)
    lab.wait_for_frame()
    return lab


def marks_at(lab: LabPage) -> dict[str, Any]:
    """Position and pixels of the racer at the step, in all three views."""
    lab.wait_for_frame()
    views = ("curves", "map", "scene")
    return {view: lab.page.evaluate(PIXELS_AT, [view, RACER, STEP]) for view in views}


def point_at(lab: LabPage, selector: str, place: list[float]) -> None:
    box = lab.page.locator(selector).bounding_box()
    assert box is not None
    lab.page.mouse.move(box["x"] + place[0], box["y"] + place[1])


@pytest.mark.parametrize(
    ("selector", "view"), [("#curves", "curves"), ("#contour", "map"), ("#scene.view", "scene")]
)
def test_hovered_step_is_marked_in_all_views(lab: LabPage, selector: str, view: str) -> None:
    before = marks_at(lab)
    point_at(lab, selector, before[view]["place"])
    lab.page.wait_for_function(IS_HIT, arg=[RACER, STEP])
    found = lab.page.evaluate("() => document.stage.picture.hover.target")
    for column in ("x", "y", "loss"):
        assert found[column] == lab.path(RACER, column)[STEP]
    after = marks_at(lab)
    for place, mark in after.items():
        assert mark["place"] == before[place]["place"]
        assert mark["pixels"] != before[place]["pixels"], place
    lab.page.mouse.move(5, 5)
    lab.page.wait_for_function("() => document.stage.picture.hover.hit === null")
    assert marks_at(lab) == before, "the mark is removed"
    lab.expect_no_errors()


def test_hover_on_curves_marks_every_racer(lab: LabPage) -> None:
    point_at(lab, "#curves", marks_at(lab)["curves"]["place"])
    lab.page.wait_for_function("() => document.stage.picture.hover.others.length === 1")
    other = lab.page.evaluate("() => document.stage.picture.hover.others[0]")
    assert [other["x"], other["y"]] == [lab.path(0, "x")[STEP], lab.path(0, "y")[STEP]]
