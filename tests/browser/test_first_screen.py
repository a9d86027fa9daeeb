"""First screen tests: how much a person meets at once, and how much of the window the land has."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, Page, expect

from benchmarks.first_screen import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("window", "operable", "land"),
    [("1366x768", 40, 0.4), ("1024x768 projector", 40, 0.39), ("390x844", 28, 0.33)],
)
def test_picture_comes_first(
    browser: Browser, base_url: str, window: str, operable: int, land: float
) -> None:
    screen = look(browser, base_url, window)
    assert screen.stops <= 24
    assert len(screen.operable) <= operable, screen.operable
    assert len(screen.operable) > 15, "the count sees what is there"
    assert screen.box >= 0.45
    assert land <= screen.land < screen.box


def test_first_stops_are_play_and_rate(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?surface=bowl&run=gd&run=adam&steps=50")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.locator(".skip").nth(1).focus()
    page.keyboard.press("Enter")
    expect(lab.slider("Learning rate")).to_be_focused()


def test_arrows_go_through_a_group(page: Page, base_url: str) -> None:
    LabPage(page, base_url).open("?surface=bowl&run=gd&run=adam&steps=50")
    page.get_by_role("button", name="Map", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Both", exact=True)).to_be_focused()
    assert page.evaluate("() => document.lab.player.time") == 0, "the arrow was the group's"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.lab.state.view.mode === 'both'")


def test_keys_come_back_after_a_pointer(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?surface=bowl&run=gd&run=adam&steps=50")
    page.get_by_role("button", name="Map", exact=True).click()
    page.keyboard.press("ArrowRight")
    assert lab.step == 1
    rate = lab.slider("Learning rate")
    rate.click()
    value = rate.input_value()
    page.keyboard.press("ArrowRight")
    assert lab.step == 2
    assert rate.input_value() == value


def test_play_stays_while_a_lens_is_open(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open("?surface=bowl&run=gd&run=adam&steps=50")
    play = page.get_by_role("button", name="Play", exact=True)
    before = play.bounding_box()
    for lens in ("Explain this step", "Curvature", "Forks", "Repeat", "Find best rate"):
        page.get_by_role("button", name=lens, exact=True).click()
        expect(page.locator("#lens")).to_be_visible()
        assert play.bounding_box() == before, lens
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#lens")).to_be_hidden()
    expect(page.get_by_role("button", name="Find best rate")).to_be_focused()
    lab.expect_no_errors()


@pytest.mark.parametrize(
    ("width", "height", "theme"), [(1024, 768, "projector"), (1366, 768, "light"), (844, 390, "light")]
)
def test_hidden_parts_are_hidden_in_every_layout(
    browser: Browser, base_url: str, width: int, height: int, theme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        lab = LabPage(context.new_page(), base_url)
        lab.open(f"?surface=bowl&run=gd&steps=20&theme={theme}&hide=transport,sentence")
        for part in (".play", "#scrubber", "#sentence"):
            expect(lab.page.locator(part)).to_be_hidden()
        lab.open(f"?surface=bowl&run=gd&steps=20&theme={theme}&hide=panel")
        expect(lab.page.locator(".panel")).to_be_hidden()
        expect(lab.page.locator(".play")).to_be_in_viewport()
        box = lab.page.locator(".picture").bounding_box()
        assert box is not None
        assert box["width"] >= (0.55 if height < 520 else 0.95) * width
    finally:
        context.close()
