"""Own data tests: points by hand and keyboard, and a table pasted and dropped."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Page, expect

TIMEOUT_MS = 60_000
DATASET = "document.lab.state.spec.problem.dataset"


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    lab = LabPage(page, base_url)
    lab.open("?surface=bowl&view=contour")
    lab.pick("Multilayer perceptron")
    lab.settle()
    return lab


def test_points_are_drawn_and_learned(lab: LabPage) -> None:
    page = lab.page
    page.get_by_label("Data", exact=True).select_option("points")
    pad = page.locator("own-points .pad")
    expect(pad).to_have_attribute(
        "aria-label", "Pad with 22 points between \u22121 and 1", timeout=TIMEOUT_MS
    )
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("own-points .note")).to_have_text("Put 4 points at least.")
    box = pad.bounding_box()
    assert box
    left, up = box["x"] + box["width"] / 4, box["y"] + box["height"] / 4
    page.mouse.move(left, up)
    page.mouse.down()
    page.mouse.move(left, up + box["height"] / 2, steps=20)
    page.mouse.up()
    points = page.evaluate(f"{DATASET}.params.points")
    assert len(points) > 8
    assert {point[2] for point in points} == {0}
    assert all(abs(point[0] + 0.5) < 0.02 for point in points)

    page.get_by_role("radio", name="Class 3").check()
    pad.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    more = page.evaluate(f"{DATASET}.params.points")
    assert more[:-1] == points
    x, y, label = more[-1]
    assert label == 2
    assert (x - points[-1][0], y - points[-1][1]) == pytest.approx((0.1, 0.05), abs=0.02)
    page.keyboard.press("Delete")
    assert page.evaluate(f"{DATASET}.params.points") == points
    page.get_by_role("button", name="Undo").click()
    assert page.evaluate(f"{DATASET}.params.points") == more
    lab.settle()
    expect(page.locator("problem-panel .note:visible")).to_have_count(0)
    assert Axe().run(page, context="own-points").response["violations"] == []


def test_table_is_pasted_and_errors_are_shown(lab: LabPage) -> None:
    page = lab.page
    page.get_by_label("Data", exact=True).select_option("table")
    table = page.get_by_label("Comma-separated values")
    expect(table).to_have_value(re.compile("study,sleep,passed"), timeout=TIMEOUT_MS)
    target = page.get_by_label("Column to predict")
    expect(target).to_have_value("passed")
    table.fill("size,price\n1,2\nbig,4\n5,6\n")
    table.blur()
    note = page.locator("own-table .note")
    expect(note).to_contain_text("Line 3, column 1 is not a number", timeout=TIMEOUT_MS)
    table.fill("size,price,kind\n1,2.5,a\n3,4.5,b\n5,6.5,a\n7,8,b\n9,9.5,a\n")
    table.blur()
    expect(note).to_be_hidden(timeout=TIMEOUT_MS)
    expect(target).to_have_value("kind")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            const rows = Array.from({ length: 20 }, (_, k) => `${k},${k * k},${k / 3}`);
            const text = ["t,u,v", ...rows].join("\\n");
            data.items.add(new File([text], "table.csv", { type: "text/csv" }));
            document.querySelector("own-table textarea")
              .dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(target).to_have_value("v", timeout=TIMEOUT_MS)
    target.select_option("u")
    page.wait_for_function(f"{DATASET}.params.target === 'u'")
    lab.settle()
    assert page.evaluate("document.lab.state.completed.problem.loss.name") == "mse"
    assert Axe().run(page, context="own-table").response["violations"] == []
