"""Tour tests: shown once, skippable, offered in the help, usable by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def serious_violations(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [one["id"] for one in violations if one["impact"] in ("serious", "critical")]


def test_tour_opens_once_without_taking_focus(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open(rolling=True)
    tour = page.get_by_role("region", name="Balls on a map")
    expect(tour).to_be_visible()
    assert page.evaluate("() => document.activeElement === document.body")
    page.keyboard.press(" ")
    page.wait_for_function("() => document.lab.player.playing")
    assert serious_violations(page) == []
    page.get_by_role("button", name="Pause").click(timeout=5000)  # the card covers no control
    page.get_by_role("button", name="Skip").click()
    expect(tour).to_be_hidden()
    page.goto(base_url)
    lab.settle()
    page.wait_for_timeout(2500)
    expect(page.locator(".tour")).to_have_count(0)
    lab.expect_no_errors()


def test_links_open_without_the_tour(page: Page, base_url: str) -> None:
    LabPage(page, base_url).open("?surface=ackley", rolling=True)
    page.wait_for_timeout(2500)
    expect(page.locator(".tour")).to_have_count(0)


def test_tour_by_keyboard_ends_at_the_examples(page: Page, base_url: str) -> None:
    # The pictures of the examples take the server a while and are not tested here.
    page.route("**/api/v1/exports/**", lambda route: route.fulfill(status=200, body=""))
    lab = LabPage(page, base_url).open("?steps=30&run=adam")
    page.keyboard.press("?")
    page.get_by_role("button", name="Take the tour").press("Enter")
    tour = page.locator(".tour")
    titles = []
    for _ in range(5):
        expect(
            page.get_by_role("button", name="Next").or_(page.get_by_role("button", name="Done"))
        ).to_be_focused()
        titles.append(tour.get_by_role("heading").inner_text())
        expect(page.locator("[data-toured]")).to_have_count(1)
        if len(titles) < 5:
            page.keyboard.press("Enter")
    assert len(set(titles)) == 5
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Examples")).to_be_visible()
    expect(tour).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_role("button", name="Take the tour").press("Enter")
    expect(tour).to_be_visible()
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()
    expect(page.locator("[data-toured]")).to_have_count(0)
    lab.expect_no_errors()
