"""Linked hover tests: a point hovered on curves, map or scene is marked in all three."""

import math
from typing import Any

import pytest
from lab_page import LabPage
from places import in_scene, on_map
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
([view, px, py]) => {
  const { picture } = document.stage;
  const { context } = (view === "curves" ? picture.curves : picture[view]).live;
  const scale = context.getTransform().a;
  const corner = [px - 8, py - 8].map((pixel) => Math.round(scale * pixel));
  const side = Math.round(16 * scale);
  return [...context.getImageData(...corner, side, side).data];
}
"""

STEPS = 60
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 8, 20
"""Padding of the curves in pixels."""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    lab = LabPage(page, base_url).open(f"?view=both&surface=himmelblau&run=momentum&run=adam&steps={STEPS}")
    page.wait_for_function(
        "() => document.stage.picture.scene.projection && document.stage.picture.map.projection"
    )
    page.evaluate(f"() => document.lab.player.seek({STEPS})")
    page.mouse.move(5, 5)
    lab.wait_for_frame()
    return lab


def on_curves(lab: LabPage, step: int, loss: float) -> list[float]:
    """Pixel of a loss: steps from edge to edge, losses by whole decades, a minimum of 0 at the lower edge."""
    width, height = lab.page.evaluate(
        "() => { const { clientWidth, clientHeight } = "
        "document.querySelector('#curves'); return [clientWidth, clientHeight] }"
    )
    losses = [value for racer in range(2) for value in lab.path(racer, "loss")]
    high = math.ceil(math.log10(max(losses)) - 1e-9)
    low = max(math.floor(math.log10(min(value for value in losses if value > 0)) + 1e-9), high - 12)
    share = (math.log10(loss) - low) / (high - low)
    x = LEFT + (width - LEFT - RIGHT) * step / STEPS
    return [x, TOP + (height - TOP - BOTTOM) * (1 - share)]


def himmelblau_height(x: float, y: float) -> float:
    """Height as drawn: log10 of the loss and a thousandth of the range."""
    most = himmelblau(6, 6)
    return math.log10(himmelblau(x, y) + 1e-3 * most)


def himmelblau(x: float, y: float) -> float:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def places_of(lab: LabPage) -> dict[str, list[float]]:
    """Where the racer's point must be in each view."""
    x, y, loss = (lab.path(RACER, column)[STEP] for column in ("x", "y", "loss"))
    return {
        "curves": on_curves(lab, STEP, loss),
        "map": on_map(lab.page, x, y),
        "scene": in_scene(lab.page, x, y, himmelblau_height(x, y)),
    }


def marks_at(lab: LabPage) -> dict[str, Any]:
    """Pixels around the racer's point at the step, in all three views."""
    lab.wait_for_frame()
    return {view: lab.page.evaluate(PIXELS_AT, [view, *place]) for view, place in places_of(lab).items()}


def point_at(lab: LabPage, selector: str, place: list[float]) -> None:
    box = lab.page.locator(selector).bounding_box()
    assert box is not None
    lab.page.mouse.move(box["x"] + place[0], box["y"] + place[1])


@pytest.mark.parametrize(
    ("selector", "view"), [("#curves", "curves"), ("#contour", "map"), ("#scene.view", "scene")]
)
def test_hovered_step_is_marked_in_all_views(lab: LabPage, selector: str, view: str) -> None:
    before = marks_at(lab)
    point_at(lab, selector, places_of(lab)[view])
    lab.page.wait_for_function(IS_HIT, arg=[RACER, STEP])
    found = lab.page.evaluate("() => document.stage.picture.hover.target")
    for column in ("x", "y", "loss"):
        assert found[column] == lab.path(RACER, column)[STEP]
    after = marks_at(lab)
    for place, pixels in after.items():
        assert pixels != before[place], place
    lab.page.mouse.move(5, 5)
    lab.page.wait_for_function("() => document.stage.picture.hover.hit === null")
    assert marks_at(lab) == before, "the mark is removed"
    lab.expect_no_errors()


def test_hover_on_curves_marks_every_racer(lab: LabPage) -> None:
    point_at(lab, "#curves", places_of(lab)["curves"])
    lab.page.wait_for_function("() => document.stage.picture.hover.others.length === 1")
    other = lab.page.evaluate("() => document.stage.picture.hover.others[0]")
    assert [other["x"], other["y"]] == [lab.path(0, "x")[STEP], lab.path(0, "y")[STEP]]
