"""Touch tests: a finger acts once it is meant, and the settings are a bottom sheet."""

from collections.abc import Iterator

import pytest
from host_page import HostPage
from lab_page import TIMEOUT_MS, LabPage
from playwright.sync_api import Browser, Frame, Page, expect
from test_embed import COMPLETE, frame_of

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(browser: Browser, base_url: str) -> Iterator[LabPage]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    yield LabPage(context.new_page(), base_url).open("?steps=100&run=adam&view=contour")
    context.close()


class Finger:
    """Fingers on a page, by Chromium's own touch input."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def touch(self, kind: str, places: list[tuple[float, float]]) -> None:
        points = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def swipe(self, start: tuple[float, float], end: tuple[float, float], moves: int = 8) -> None:
        self.touch("touchStart", [start])
        for k in range(1, moves + 1):
            share = k / moves
            x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
            self.touch("touchMove", [(x, y)])
            self.page.wait_for_timeout(16)
        self.touch("touchEnd", [])


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


HOST = """<div style="height: 300px">above</div>
<iframe src="{src}" width="370" height="420" style="border: 0"></iframe>
<div style="height: 3000px">below</div>
"""
MEANT = """() => {
  const { state, player, live } = document.lab;
  const { pose } = document.stage.picture.scene;
  return JSON.stringify([state.spec, player.time, player.playing, pose, state.view]);
}"""
STARTS = {
    "map": ("?view=contour", "#contour"),
    "scene": ("?view=3d", "#scene.view"),
    "curves": ("?view=contour", "#curves"),
    "scrubber": ("?view=contour", "#scrubber"),
    "rate": ("?view=contour", "#lr-control input[type=range]"),
    "map of many balls": ("?view=contour&map=parameters", ".map-settings"),
    "basins": ("?view=contour&map=basins", "#contour"),
}


@pytest.fixture
def host(browser: Browser) -> Iterator[tuple[Page, HostPage]]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    host_page = HostPage()
    yield context.new_page(), host_page
    host_page.close()
    context.close()


def opened(page: Page, host_page: HostPage, base_url: str, query: str) -> Frame:
    src = f"{base_url}embed{query}&surface=bowl&run=gd,lr:0.05|adam&steps=60&autoplay=0&step=7"
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    host_page.body = viewport + HOST.format(src=src.replace("&", "&amp;"))
    page.set_default_timeout(TIMEOUT_MS)
    page.goto(host_page.url)
    frame = frame_of(page)
    frame.wait_for_function(COMPLETE)
    return frame


def middle(frame: Frame, selector: str) -> tuple[float, float]:
    bounds = frame.locator(selector).bounding_box()
    assert bounds is not None
    return bounds["x"] + 0.6 * bounds["width"], bounds["y"] + bounds["height"] / 2


def pause(frame: Frame, ms: int = 700) -> None:
    frame.wait_for_timeout(ms)


@pytest.mark.parametrize("place", STARTS)
def test_vertical_swipe_on_an_embed_scrolls_and_changes_nothing(
    host: tuple[Page, HostPage], base_url: str, place: str
) -> None:
    page, host_page = host
    query, selector = STARTS[place]
    frame = opened(page, host_page, base_url, query)
    frame.wait_for_selector(selector)
    pause(frame)
    before = frame.evaluate(MEANT)
    x, y = middle(frame, selector)
    finger = Finger(page)
    finger.swipe((x, y), (x + 6, y - 220), moves=14)
    pause(frame)
    assert page.evaluate("() => scrollY") > 100
    assert frame.evaluate(MEANT) == before


@pytest.mark.parametrize("place", ["map", "curves", "scrubber", "rate", "map of many balls"])
def test_tap_and_horizontal_swipe_act(host: tuple[Page, HostPage], base_url: str, place: str) -> None:
    page, host_page = host
    query, selector = STARTS[place]
    frame = opened(page, host_page, base_url, query)
    frame.wait_for_selector(selector)
    pause(frame)
    x, y = middle(frame, selector)
    finger = Finger(page)
    before = frame.evaluate(MEANT)
    finger.swipe((x, y), (x + 60, y + 5))
    pause(frame)
    swiped = frame.evaluate(MEANT)
    assert swiped != before
    assert page.evaluate("() => scrollY") == 0
    page.touchscreen.tap(x - 40, y)
    pause(frame)
    assert frame.evaluate(MEANT) != swiped


@pytest.mark.parametrize("place", ["map", "curves", "scrubber", "rate", "map of many balls", "scene"])
def test_second_finger_takes_the_first_back(host: tuple[Page, HostPage], base_url: str, place: str) -> None:
    page, host_page = host
    query, selector = STARTS[place]
    frame = opened(page, host_page, base_url, query)
    frame.wait_for_selector(selector)
    if place == "scene":
        frame.wait_for_function("() => document.stage.picture.scene.projection")
    pause(frame)
    before = frame.evaluate(MEANT)
    x, y = middle(frame, selector)
    finger = Finger(page)
    finger.touch("touchStart", [(x, y)])
    for k in range(1, 7):
        finger.touch("touchMove", [(x + 8 * k, y)])
    assert frame.evaluate(MEANT) != before, "the first finger acts"
    finger.touch("touchStart", [(x + 48, y), (x - 30, y)])
    finger.touch("touchEnd", [])
    pause(frame)
    assert frame.evaluate(MEANT) == before


def test_long_press_takes_the_start(host: tuple[Page, HostPage], base_url: str) -> None:
    page, host_page = host
    frame = opened(page, host_page, base_url, STARTS["map"][0])
    before = frame.evaluate(MEANT)
    x, y = middle(frame, "#contour")
    finger = Finger(page)
    finger.touch("touchStart", [(x, y)])
    pause(frame, 900)
    for k in range(1, 8):
        finger.touch("touchMove", [(x, y - 10 * k)])
    finger.touch("touchEnd", [])
    pause(frame)
    assert frame.evaluate(MEANT) != before
    assert page.evaluate("() => scrollY") == 0


def test_cancelled_pinch_restores_the_zoom(lab: LabPage) -> None:
    page = lab.page
    page.get_by_role("button", name="Relief").tap()
    page.wait_for_function("() => document.stage.picture.scene.projection")
    bounds = page.locator("#scene.view").bounding_box()
    assert bounds is not None
    x, y = bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2
    zoom = "() => document.stage.picture.scene.pose.zoom"
    before = page.evaluate(zoom)
    finger = Finger(page)
    finger.touch("touchStart", [(x - 40, y), (x + 40, y)])
    finger.touch("touchMove", [(x - 80, y), (x + 80, y)])
    assert page.evaluate(zoom) != before
    finger.touch("touchCancel", [])
    page.wait_for_function(f"(before) => ({zoom})() === before", arg=before)


def test_swipe_on_a_slider_scrolls_the_settings(lab: LabPage) -> None:
    page = lab.page
    page.get_by_role("button", name="Settings").tap()
    slider = page.locator("racer-card[open] input[type=range]").first
    slider.scroll_into_view_if_needed()
    pause(page.main_frame)
    bounds = slider.bounding_box()
    assert bounds is not None
    before = lab.state()["spec"]
    top = page.evaluate("() => document.querySelector('.panel').scrollTop")
    x, y = bounds["x"] + 0.7 * bounds["width"], bounds["y"] + bounds["height"] / 2
    Finger(page).swipe((x, y), (x + 4, y - 120), moves=14)
    pause(page.main_frame)
    assert page.evaluate("() => document.querySelector('.panel').scrollTop") != top
    assert lab.state()["spec"] == before


def test_two_fingers_zoom_and_one_rotates(lab: LabPage) -> None:
    page = lab.page
    page.get_by_role("button", name="Relief").tap()
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
    handle = lab.page.get_by_role("button", name="All settings")
    panel = lab.page.locator(".panel-more")
    rate, play = lab.slider("Learning rate"), lab.page.get_by_role("button", name="Play")
    expect(panel).to_be_hidden()
    expect(rate).to_be_in_viewport()
    handle.tap()
    panel.scroll_into_view_if_needed()
    expect(panel).to_be_visible()
    expect(play).to_be_in_viewport()
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
