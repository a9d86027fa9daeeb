"""Touch tests: the start is dragged on the map, and the settings are a bottom sheet."""

from collections.abc import Iterator

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(browser: Browser, base_url: str) -> Iterator[LabPage]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    yield LabPage(context.new_page(), base_url).open("?steps=100&run=adam&view=contour")
    context.close()


def swipe(lab: LabPage, start: tuple[float, float], end: tuple[float, float], moves: int = 8) -> None:
    """One finger, from one place of the window to another."""
    session = lab.page.context.new_cdp_session(lab.page)

    def touch(kind: str, points: list[dict[str, float]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": start[0], "y": start[1]}])
    for k in range(1, moves + 1):
        share = k / moves
        x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        touch("touchMove", [{"x": x, "y": y}])
    touch("touchEnd", [])


def test_finger_drags_start_without_scrolling_page(lab: LabPage) -> None:
    bounds = lab.page.locator("#contour").bounding_box()
    assert bounds is not None
    x, y = bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2
    swipe(lab, (x, y), (x + 60, y - 50))
    lab.page.wait_for_function("() => document.lab.state.spec.problem.start && !document.lab.gesture")
    lab.settle()
    start = lab.state()["spec"]["problem"]["start"]
    assert start != [-1.2, 1]
    assert [lab.path(0)[0], lab.path(0, "y")[0]] == start
    assert lab.page.evaluate("() => [scrollX, scrollY]") == [0, 0]
    assert lab.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    lab.expect_no_errors()


def test_two_fingers_zoom_and_one_rotates(lab: LabPage) -> None:
    page = lab.page
    page.get_by_role("button", name="3-D").tap()
    pose = "() => document.stage.picture.scene.pose"
    page.wait_for_function("() => document.stage.picture.scene.projection")
    bounds = page.locator("#scene.view").bounding_box()
    assert bounds is not None
    x, y = bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2
    before = page.evaluate(pose)
    swipe(lab, (x, y), (x + 80, y))
    turned = page.evaluate(pose)
    assert turned["azimuth"] < before["azimuth"]
    assert turned["zoom"] == before["zoom"]
    session = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80), ("touchEnd", 0)):
        points = [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    zoomed = page.evaluate(pose)
    assert zoomed["zoom"] == pytest.approx(2 * before["zoom"], rel=1e-6)
    assert zoomed["azimuth"] == pytest.approx(turned["azimuth"])
    assert lab.state()["spec"]["problem"].get("start") is None, "no finger has moved the start"
    lab.expect_no_errors()


def test_touch_targets_are_large_enough(lab: LabPage) -> None:
    """44 pixels, Apple's and WCAG's (2.5.5) size; a switch counts with the line that is its label."""
    page = lab.page
    page.get_by_role("button", name="Settings").tap()
    for summary in page.locator("details:visible > summary").all():
        summary.click()
    small = page.evaluate("""() => {
      const targets = [...document.querySelectorAll("button, select, summary, input:not([type=checkbox])")];
      return targets
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => Math.min(width, height) < 43.5)
        .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 90)}: ${width} x ${height}`);
    }""")
    assert small == []


def test_sheet_opens_by_tap_and_drag(lab: LabPage) -> None:
    handle = lab.page.get_by_role("button", name="Settings")
    panel = lab.page.locator(".panel")
    expect(panel).to_be_hidden()
    handle.tap()
    expect(panel).to_be_visible()
    expect(handle).to_have_attribute("aria-expanded", "true")
    handle.tap()
    expect(panel).to_be_hidden()
    bounds = handle.bounding_box()
    assert bounds is not None
    x, y = bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2
    swipe(lab, (x, y), (x, y - 120))
    expect(panel).to_be_visible()
    swipe(lab, (x, y), (x, y + 20))
    expect(panel).to_be_hidden()
    lab.expect_no_errors()
