"""Change tests: what a person changes while the balls roll is seen, and undone with a pointer."""

import re
from itertools import pairwise

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
OPENED = "?surface=bowl&run=gd,lr:0.02&run=adam,lr:0.05&steps=200&view=contour"


def rates(lab: LabPage, racer: int) -> list[float]:
    """The learning rate of each step of a racer."""
    return lab.path(racer, "lr")


def change_rate_at(lab: LabPage, step: int, value: str) -> None:
    """Sets the open racer's learning rate from a step on, by hand."""
    lab.page.evaluate("(step) => document.lab.player.seek(step)", step)
    lab.page.get_by_role("button", name="here", exact=True).click()
    box = lab.box("Learning rate")
    box.fill(value)
    box.press("Enter")
    lab.settle()


def test_a_flag_is_dragged_and_clicked_away(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open(OPENED)
    opened = rates(lab, 1)
    change_rate_at(lab, 60, "0.5")
    flag = page.locator(".edit-flag")
    expect(flag).to_have_accessible_name("Adam: learning rate 0.05 \u2192 0.5 from step 60")
    assert rates(lab, 1)[60:] == [0.05] + [0.5] * 140 or rates(lab, 1)[60:] == [0.5] * 141
    box, axis = flag.bounding_box(), page.locator("edit-flags").bounding_box()
    assert box is not None
    assert axis is not None
    assert box["x"] == pytest.approx(axis["x"] + axis["width"] * 60 / 200, abs=1.5)
    page.mouse.move(box["x"] + 3, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 3 + axis["width"] * 20 / 200, box["y"] + 5, steps=4)
    page.mouse.move(box["x"] + 3 + axis["width"] * 40 / 200, box["y"] + 5, steps=4)
    page.mouse.up()
    lab.settle()
    expect(flag).to_have_accessible_name(re.compile(r"from step (100|101|102)$"))
    moved = rates(lab, 1)
    assert moved[:99] == opened[:99]
    assert moved[103:] == [0.5] * 98
    flag.click()
    lab.settle()
    expect(flag).to_have_count(0)
    assert rates(lab, 1) == opened
    lab.expect_no_errors()


def test_a_drag_that_the_browser_ends_is_taken_back(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open(OPENED)
    change_rate_at(lab, 60, "0.5")
    before = rates(lab, 1)
    flag = page.locator(".edit-flag")
    box = flag.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 5, steps=4)
    expect(flag).not_to_have_css("left", "0px")
    flag.evaluate("flag => flag.dispatchEvent(new PointerEvent('pointercancel', { bubbles: true }))")
    page.mouse.up()
    lab.settle()
    assert rates(lab, 1) == before
    expect(flag).to_have_accessible_name(re.compile("from step 60$"))
    page.get_by_role("button", name="Undo").click()
    expect(flag).to_have_count(0)  # the flag is none that a drag still holds
    lab.expect_no_errors()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1366, 768)])
def test_flags_cover_nothing(browser: Browser, base_url: str, width: int, height: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    try:
        lab = LabPage(context.new_page(), base_url).open(OPENED)
        play = lab.page.locator(".play").bounding_box()
        lab.page.evaluate(
            """() => {
            const { lab } = document;
            lab.store.set({ from: 'here' });
            for (const [step, racer] of [[20, 0], [26, 1], [60, 0], [192, 1]]) {
                lab.player.seek(step);
                lab.change(`/racers/${racer}/optimizer/params/lr`, 0.01 + step / 1e6, true);
            }
        }"""
        )
        lab.settle()
        expect(lab.page.locator(".edit-flag")).to_have_count(4)
        labels = [one.bounding_box() for one in lab.page.locator(".edit-flag:not([data-short]) span").all()]
        edges = sorted((box["x"], box["x"] + box["width"]) for box in labels if box is not None)
        assert len(edges) >= 2
        for (_, end), (start, _) in pairwise(edges):
            assert end <= start
        axis = lab.page.locator("edit-flags").bounding_box()
        assert axis is not None
        assert edges[-1][1] <= axis["x"] + axis["width"] + 2
        assert lab.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert lab.page.locator(".play").bounding_box() == play, "the first flag moves nothing"
        lab.expect_no_errors()
    finally:
        context.close()


def test_flag_lines_end_with_the_chart(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open(OPENED)
    change_rate_at(lab, 60, "0.5")
    bottoms = """() => {
        const [flag, chart] = [".edit-flag", "#curves"].map((one) => document.querySelector(one));
        const line = parseFloat(getComputedStyle(flag, "::after").height);
        return flag.getBoundingClientRect().bottom + line - chart.getBoundingClientRect().bottom;
    }"""
    beyond = page.evaluate(bottoms)
    assert -30 < beyond <= 0
    page.set_viewport_size({"width": 1280, "height": 560})
    page.wait_for_function("() => document.querySelector('#curves').clientHeight < 100")
    assert page.evaluate(bottoms) == pytest.approx(beyond, abs=2)


def test_buttons_undo_redo_and_reset_all(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url).open(OPENED)
    opened = lab.page.evaluate("JSON.stringify(document.lab.state.spec)")
    button = {name: page.get_by_role("button", name=name) for name in ("Undo", "Redo", "Reset all")}
    for one in button.values():
        expect(one).to_have_attribute("aria-disabled", "true")
    change_rate_at(lab, 60, "0.5")
    change_rate_at(lab, 120, "0.1")
    expect(page.locator(".edit-flag")).to_have_count(2)
    button["Undo"].click()
    expect(page.locator(".edit-flag")).to_have_count(1)
    button["Redo"].click()
    expect(page.locator(".edit-flag")).to_have_count(2)
    button["Reset all"].click()
    expect(page.locator(".edit-flag")).to_have_count(0)
    assert lab.page.evaluate("JSON.stringify(document.lab.state.spec)") == opened
    expect(button["Reset all"]).to_have_attribute("aria-disabled", "true")
    button["Undo"].click()
    expect(page.locator(".edit-flag")).to_have_count(2)
    lab.expect_no_errors()


def test_changes_are_undone_on_a_phone(browser: Browser, base_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    try:
        lab = LabPage(context.new_page(), base_url).open(OPENED)
        lab.page.evaluate(
            """() => {
            const { lab } = document;
            lab.player.seek(60);
            lab.store.set({ from: 'here' });
            lab.change('/racers/1/optimizer/params/lr', 0.5, true);
        }"""
        )
        lab.settle()
        flag = lab.page.locator(".edit-flag")
        expect(flag).to_have_count(1)
        for name in ("Undo", "Redo", "Reset all"):
            bounds = lab.page.get_by_role("button", name=name).bounding_box()
            assert bounds is not None
            assert min(bounds["width"], bounds["height"]) >= 24
            assert bounds["x"] + bounds["width"] <= 390
        flag.tap()
        expect(flag).to_have_count(0)
        lab.page.get_by_role("button", name="Undo").tap()
        expect(flag).to_have_count(1)
        lab.page.get_by_role("button", name="Reset all").tap()
        expect(flag).to_have_count(0)
    finally:
        context.close()
