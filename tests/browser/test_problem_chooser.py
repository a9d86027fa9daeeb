"""Problem chooser tests: search, tabs by keyboard, small screens, pictures."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SHOWN = [
    (390, 844, "light"),
    (390, 844, "dark"),
    (844, 390, "light"),
    (683, 384, "light"),
    (1024, 768, "projector"),
    (1366, 768, "light"),
    (1366, 768, "dark"),
]
SEEN = """() => [...document.querySelectorAll(".chooser img")].filter((one) => {
  const { top, bottom, width } = one.getBoundingClientRect();
  return width > 0 && bottom > 0 && top < innerHeight;
})"""
SEEN_ARE_DRAWN = f"() => ({SEEN})().length > 0 && ({SEEN})().every((one) => one.naturalWidth > 0)"
SMALL = """() => [...document.querySelectorAll(".chooser *")].filter((one) => {
  const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return words && one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 13;
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def test_search_takes_the_first(lab: LabPage) -> None:
    pictures: list[str] = []
    lab.page.on("request", lambda request: "/pictures/" in request.url and pictures.append(request.url))
    lab.open("?surface=bowl&steps=40&run=adam")
    assert pictures == [], "before it is opened"
    dialog = lab.open_chooser()
    expect(dialog.get_by_role("button", name="Bowl", exact=True)).to_have_attribute("aria-current", "true")
    lab.page.wait_for_function(SEEN_ARE_DRAWN)
    assert len(set(pictures)) == len(pictures)
    search = dialog.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.press_sequentially("rosen")
    search.press("Enter")
    expect(dialog).to_be_hidden()
    expect(lab.page.get_by_role("button", name="Test surface Rosenbrock")).to_be_visible()
    lab.settle()
    assert lab.state()["spec"]["problem"]["surface"]["name"] == "rosenbrock"
    lab.expect_no_errors()


def test_networks_are_reached_by_keyboard(lab: LabPage) -> None:
    lab.open("?steps=40&run=adam")
    page = lab.page
    page.locator(".problem-button").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="What to descend")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(dialog.get_by_role("tab", name="Test surface")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("tab", name="Network")).to_be_focused()
    expect(dialog.get_by_role("button", name="Rosenbrock", exact=True)).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".problem-button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("button", name="Straight line")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Network Straight line")).to_be_focused()
    lab.settle()
    assert lab.state()["spec"]["problem"]["model"]["name"] == "line"
    lab.expect_no_errors()


def test_own_data_are_chosen_directly(lab: LabPage) -> None:
    lab.open("?steps=20&run=adam")
    lab.pick("Points you draw")
    expect(lab.page.locator("own-points canvas")).to_be_visible()
    lab.settle()
    assert lab.state()["spec"]["problem"]["dataset"]["name"] == "points"
    lab.expect_no_errors()


@pytest.mark.parametrize(("width", "height", "theme"), SHOWN)
def test_chooser_fits_window(browser: Browser, base_url: str, width: int, height: int, theme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=min(width, height) < 500 and width != 683
    )
    try:
        lab = LabPage(context.new_page(), base_url).open(f"?steps=20&run=adam&theme={theme}")
        page = lab.page
        page.locator(".problem-button").evaluate("(button) => button.click()")
        dialog = page.get_by_role("dialog", name="What to descend")
        page.wait_for_function(SEEN_ARE_DRAWN)
        box = dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        expect(dialog.get_by_role("button", name="Rosenbrock", exact=True)).to_be_in_viewport(ratio=0.9)
        assert page.evaluate("() => document.querySelector('.chooser').scrollWidth <= innerWidth")
        assert page.evaluate(SMALL) == []
        for target in dialog.locator("button:visible, input:visible").all():
            place = target.bounding_box()
            assert place is not None
            assert min(place["width"], place["height"]) >= 24
        violations = Axe().run(page, context={"include": [["problem-chooser"]]}).response["violations"]
        assert [one["id"] for one in violations] == []
        search = dialog.get_by_role("searchbox")
        before = search.bounding_box()
        search.fill("net")
        expect(dialog.get_by_role("tab", name="Network (3)")).to_be_visible()
        assert search.bounding_box() == before, "the box in which one types stays where it is"
        dialog.get_by_role("tab", name="Network").click()
        search.fill("")
        expect(dialog.get_by_role("button", name="Transformer")).to_be_visible()
        violations = Axe().run(page, context={"include": [["problem-chooser"]]}).response["violations"]
        assert [one["id"] for one in violations] == []
        assert lab.errors == []
    finally:
        context.close()


def test_locked_page_chooses_nothing(lab: LabPage) -> None:
    lab.open("?steps=20&run=adam&lock=1")
    assert lab.page.locator(".problem-button").evaluate("(button) => button.closest('[inert]') !== null")
