"""The tour: on the first visit, skippable, kept under the question mark, usable without a mouse."""

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


def serious(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [one["id"] for one in violations if one["impact"] in ("serious", "critical")]


def test_it_comes_once_and_never_takes_the_focus_or_the_keys(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open(rolling=True)
    tour = page.get_by_role("region", name="Balls on a map")
    expect(tour).to_be_visible()
    assert page.evaluate("() => document.activeElement === document.body")
    page.keyboard.press(" ")
    page.wait_for_function("() => document.lab.player.playing")
    assert serious(page) == []
    page.get_by_role("button", name="Pause").click(timeout=5000)  # the card stands in nobody's way
    page.get_by_role("button", name="Skip").click()
    expect(tour).to_be_hidden()
    page.goto(base_url)
    lab.settle()
    page.wait_for_timeout(2500)
    expect(page.locator(".tour")).to_have_count(0)
    lab.is_well()


def test_who_follows_a_link_is_not_stopped(page: Page, base_url: str) -> None:
    LabPage(page, base_url).open("?surface=ackley", rolling=True)
    page.wait_for_timeout(2500)
    expect(page.locator(".tour")).to_have_count(0)


def test_it_is_taken_by_keyboard_from_the_help_and_ends_in_the_examples(page: Page, base_url: str) -> None:
    # The pictures of the examples take a server a while, and are not what this is about.
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
    lab.is_well()
