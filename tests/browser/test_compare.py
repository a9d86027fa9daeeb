"""Comparison page tests: two experiments side by side with one clock."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

READY = """() => {
  const labs = [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument?.lab);
  return labs.length === 2 && labs.every((lab) => lab?.live.complete && lab.state.completed);
}"""
TIMES = "() => [...document.querySelectorAll('iframe')].map((f) => f.contentDocument.lab.player.time)"
SPECS = "() => [...document.querySelectorAll('iframe')].map((f) => f.contentDocument.lab.state.spec)"


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def times(page: Page) -> list[float]:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: list[float] = page.evaluate(TIMES)
    return found


def test_comparison_with_previous_shares_one_clock(lab: LabPage) -> None:
    page = lab.page
    lab.open("?surface=booth&run=gd,lr:0.01&steps=40")
    lab.type_value("Learning rate", "0.05")
    lab.settle()
    lab.open_more()
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_function(READY, timeout=60_000)
    heights = [page.locator(part).evaluate("part => part.clientHeight") for part in ("body", ".sides")]
    assert heights[1] > 0.7 * heights[0], "the pictures have the window, also where there is no question"
    specs: list[dict[str, Any]] = page.evaluate(SPECS)
    rates = [spec["racers"][0]["optimizer"]["params"]["lr"] for spec in specs]
    assert rates == [0.01, 0.05]
    expect(page.locator(".side h2").first).to_have_text("Gradient descent")
    page.get_by_label("Step of both").fill("17")
    assert times(page) == [17, 17]
    page.get_by_role("button", name="One step forward").click()
    assert times(page) == [18, 18]
    # A change of one side's clock changes both.
    page.evaluate("() => document.querySelector('iframe').contentDocument.lab.player.seek(30)")
    assert times(page) == [30, 30]
    page.evaluate(
        "() => document.querySelectorAll('iframe')[1].contentDocument.lab"
        ".change('/problem/start', [2, 2], true)"
    )
    page.wait_for_function("() => decodeURIComponent(location.search).includes('start=2')", timeout=20_000)
    query = parse_qs(urlsplit(page.url).query)
    assert "start" not in query["a"][0]
    assert "start=2" in query["b"][0]
    assert lab.errors == []


def test_example_pair_is_compared_by_its_quantities(lab: LabPage) -> None:
    page = lab.page
    lab.open("?steps=20")
    page.locator(".open-examples:visible").first.click()
    page.locator("[data-name=forty-layers]").click()
    page.wait_for_url("**/compare?*measure=roughness*")
    lab.open("?steps=20")
    lab.pick("Multilayer perceptron")
    lab.settle()
    lab.type_value("Learning rate", "0.05")
    lab.settle()
    lab.open_more()
    page.get_by_role("button", name="Side by side").click()
    page.wait_for_url("**/compare?*")
    page.goto(f"{page.url}&measure=roughness")
    readings = page.locator(".final-metrics .reading")
    expect(readings).to_have_count(2, timeout=60_000)
    for reading in (readings.first, readings.last):
        expect(reading).to_contain_text("bends down", timeout=60_000)
    expect(page.locator(".final-text").first).to_contain_text("ends at a loss of")


def test_both_sides_share_view_and_camera(lab: LabPage) -> None:
    page = lab.page
    views = "() => [...document.querySelectorAll('iframe')].map((f) => f.contentDocument.lab.state.view)"
    page.goto(
        f"{lab.base_url}compare?a=surface=himmelblau%26steps=30&b=surface=himmelblau%26steps=30%26arrows=step"
    )
    page.wait_for_function(READY)
    arrows = page.get_by_role("group", name="Arrows at the balls")
    arrows.get_by_role("button", name="Gradient").click()
    assert [view["arrows"] for view in page.evaluate(views)] == [["gradient"], ["gradient"]]
    expect(arrows.get_by_role("button", name="Gradient")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("group", name="What the map shows").get_by_role("button", name="Basins").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')]"
        ".map(({ contentDocument: { maps } }) => maps?.mapData)"
        ".every((mapData) => mapData?.complete && mapData.facts.kind === 'basins')"
    )
    for side in ("Left", "Right"):
        legend = page.frame_locator(f"iframe[title='{side} picture']").locator("map-legend .title")
        expect(legend).to_contain_text("Where every start leads")
    heights = page.evaluate("() => [...document.querySelectorAll('iframe')].map((f) => f.clientHeight)")
    assert heights[0] == heights[1]
    page.wait_for_function(
        "() => ['a', 'b'].every((k) => new URLSearchParams(location.search).get(k).includes('map=basins'))"
    )
    assert lab.errors == []
