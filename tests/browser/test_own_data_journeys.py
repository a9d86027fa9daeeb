"""Own data tests: points by hand and keyboard, and a table that is pasted, dropped and chosen from disk."""

import random
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Browser, Page, expect

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
    expect(page.locator("own-points > .note")).to_have_text("Put 4 points at least.")
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
    page.get_by_role("button", name="Undo", exact=True).click()
    assert page.evaluate(f"{DATASET}.params.points") == more
    lab.settle()
    expect(page.locator(".problem-body .note:visible")).to_have_count(0)
    assert Axe().run(page, context="own-points").response["violations"] == []


def drop(page: Page, content: bytes, name: str = "table.csv") -> None:
    """Drop a file on the table's editor."""
    page.evaluate(
        """([bytes, name]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type: "text/csv" }));
            document.querySelector("own-table textarea")
              .dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [list(content), name],
    )


def choose_table(lab: LabPage) -> None:
    lab.page.get_by_label("Data", exact=True).select_option("table")
    expect(lab.page.get_by_label("Lines of values")).to_have_value(
        re.compile("study|hours"), timeout=TIMEOUT_MS
    )


def test_table_is_pasted_and_errors_are_shown(lab: LabPage) -> None:
    page = lab.page
    choose_table(lab)
    table, told = page.get_by_label("Lines of values"), page.locator("own-table .told")
    target, note = page.get_by_label("Column to predict", exact=True), page.locator("own-table > .note")
    expect(target).to_have_value("passed", timeout=TIMEOUT_MS)
    table.fill("size,price\n1,2\nbig,4\n5,6\nhuge,7\n8,9\n4,2\n3,1\n")
    table.blur()
    expect(note).to_contain_text("Line 3, column 1 (“size”) is not a number; line 5", timeout=TIMEOUT_MS)
    expect(told).to_have_text("7 rows, 2 columns; commas", timeout=TIMEOUT_MS)
    table.fill("size,price,kind\n1,2.5,a\n3,4.5,b\n5,6.5,a\n7,8,b\n9,9.5,a\n")
    table.blur()
    expect(note).to_be_hidden(timeout=TIMEOUT_MS)
    expect(target).to_have_value("kind", timeout=TIMEOUT_MS)
    expect(told).to_contain_text("is predicted from “size” and “price” as a class: “a” and “b”")
    rows = "".join(f"{k},{k * k},{k / 3}\n" for k in range(20))
    drop(page, f"t,u,v\n{rows}".encode())
    expect(target).to_have_value("v", timeout=TIMEOUT_MS)
    target.select_option("u")
    page.wait_for_function(f"{DATASET}.params.target === 'u'")
    lab.settle()
    assert page.evaluate("document.lab.state.completed.problem.loss.name") == "mse"
    assert Axe().run(page, context="own-table").response["violations"] == []


def test_table_is_told_and_its_reading_is_set(lab: LabPage) -> None:
    page = lab.page
    choose_table(lab)
    rows = "".join(f"{k},5;{k % 3};{['Bern', 'Chur'][k % 2]};{2 * k},25\n" for k in range(12))
    drop(page, f"größe;zimmer;ort;preis\n{rows};2;Bern;7\n".encode("cp1252"), "häuser.csv")
    told = page.locator("own-table .told")
    reading = "13 rows, 4 columns; semicolons, decimal commas; 1 row with gaps left out; "
    expect(told).to_have_text(
        f"{reading}“preis” is predicted from “größe”, “zimmer” and “ort” (“Bern” 0, “Chur” 1) as a number "
        "(regression)",
        timeout=TIMEOUT_MS,
    )
    expect(page.locator("own-table .list-tools")).to_contain_text("häuser.csv, Windows-1252")
    page.get_by_text("Columns to predict from: 3 of 3").click()
    page.get_by_role("checkbox", name="ort").uncheck()
    expect(told).to_contain_text("from “größe” and “zimmer” as a number (regression); left out: “ort”")
    page.get_by_text("How it is read").click()
    page.get_by_label("Rows with gaps").select_option("fill")
    expect(told).to_contain_text("1 gap filled with the mean of the column")
    page.get_by_label("What is predicted").select_option("classes")
    expect(told).to_contain_text("13 rows, 4 columns; semicolons, decimal commas", timeout=TIMEOUT_MS)
    page.wait_for_function(f"{DATASET}.params.task === 'classes'")
    page.get_by_label("What is predicted").select_option("regression")
    page.get_by_label("Missing values are").fill("1,5")
    page.get_by_label("Missing values are").blur()
    page.wait_for_function(f"{DATASET}.params.missing === '1,5'")
    lab.settle()
    inputs = page.evaluate("document.lab.state.completed.problem.dataset.params.inputs")
    assert inputs == ["größe", "zimmer"]
    assert Axe().run(page, context="own-table").response["violations"] == []


def test_semicolons_and_decimal_commas_are_pasted(lab: LabPage) -> None:
    page = lab.page
    choose_table(lab)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = "länge;gewicht\n1,5;2,75\n2,25;4\n3;5,5\n4,5;8,25\n"
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.get_by_label("Lines of values").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+V")
    expect(page.locator("own-table .told")).to_have_text(
        "4 rows, 2 columns; semicolons, decimal commas; “gewicht” is predicted from “länge” as a number "
        "(regression)",
        timeout=TIMEOUT_MS,
    )
    lab.settle()
    assert page.evaluate(f"{DATASET}.params.csv") == text
    assert page.evaluate("document.lab.state.completed.problem.dataset.params.task") == "regression"


def choose_file(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)


def test_latin1_file_is_chosen_from_disk(lab: LabPage, tmp_path: Path) -> None:
    page = lab.page
    choose_table(lab)
    file = tmp_path / "maße.csv"
    file.write_bytes("größe,ort\n1,Zürich\n2,Genève\n3,Zürich\n4,Genève\n5,?\n".encode("latin-1"))
    choose_file(page, file)
    told = page.locator("own-table .told")
    expect(told).to_have_text(
        "5 rows, 2 columns; commas; 1 row with gaps left out; “ort” is predicted from “größe” as a class: "
        "“Genève” and “Zürich”",
        timeout=TIMEOUT_MS,
    )
    expect(page.locator("own-table .list-tools")).to_contain_text("maße.csv, Windows-1252")
    page.get_by_text("How it is read").click()
    page.get_by_label("Encoding of the file").select_option("mac-roman")
    expect(told).to_contain_text("predicted from “grˆﬂe”", timeout=TIMEOUT_MS)


def test_refused_file_leaves_the_former_table(lab: LabPage, tmp_path: Path) -> None:
    page = lab.page
    choose_table(lab)
    told, note = page.locator("own-table .told"), page.locator("own-table > .note")
    expect(told).to_contain_text("“passed” is predicted", timeout=TIMEOUT_MS)
    before = page.evaluate(f"{DATASET}.params")
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"PK\x03\x04 and so on")
    choose_file(page, file)
    expect(note).to_contain_text("save the table as CSV", timeout=TIMEOUT_MS)
    file = tmp_path / "one.csv"
    file.write_text("a\n1\n2\n3\n")
    choose_file(page, file)
    expect(note).to_contain_text("The table has 1 column", timeout=TIMEOUT_MS)
    expect(told).to_contain_text("“passed” is predicted")
    lab.settle()
    assert page.evaluate(f"{DATASET}.params") == before
    assert len(lab.path()) > 100
    assert lab.errors == [line for line in lab.errors if "422" in line]


def test_batch_is_never_larger_than_the_table(lab: LabPage) -> None:
    page = lab.page
    choose_table(lab)
    table = page.get_by_label("Lines of values")
    table.fill("x,y\n1,3\n2,5\n3,7\n4,9\n")
    table.blur()
    expect(page.locator("own-table .told")).to_contain_text("as a number (regression)", timeout=TIMEOUT_MS)
    batch = page.locator("param-slider", has_text="Batch size").locator(".number")
    expect(batch).to_have_value("4")
    assert page.evaluate("document.lab.state.spec.problem.batch_size") == 32


def test_large_table_opens_in_another_browser(
    page: Page, base_url: str, browser: Browser, tmp_path: Path
) -> None:
    lab = LabPage(page, base_url)
    lab.open("?surface=bowl&view=contour&steps=20")
    lab.pick("Multilayer perceptron")
    lab.settle()
    choose_table(lab)
    generator = random.Random(7)
    rows = ([generator.gauss(0, 1) for _ in range(9)] for _ in range(50_000))
    text = (
        ",".join("abcdefghi") + "\n" + "".join(f"{','.join(f'{cell:.6f}' for cell in row)}\n" for row in rows)
    )
    file = tmp_path / "large.csv"
    file.write_text(text)
    assert 4_000_000 < file.stat().st_size < 5_000_000
    choose_file(page, file)
    told = page.locator("own-table .told")
    expect(told).to_contain_text("50,000 rows, 9 columns; commas; “i” is predicted", timeout=TIMEOUT_MS)
    expect(told).to_contain_text("The server keeps this table until nobody has opened it for 180 days")
    lab.settle()
    page.wait_for_function("location.hash.length > 9 && location.hash.length < 1200")
    losses = lab.path(column="loss")
    with browser.new_context() as context:
        other = LabPage(context.new_page(), lab.base_url)
        other.page.goto(page.url)
        told = other.page.locator("own-table .told")
        expect(told).to_contain_text("50,000 rows, 9 columns", timeout=TIMEOUT_MS)
        other.settle()
        expect(other.page.locator("own-table > .note")).to_be_hidden()
        assert other.path(column="loss") == losses
        assert other.errors == []


def test_expired_table_says_what_brings_it_back(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url)
    lab.open("?surface=bowl&view=contour")
    lab.pick("Multilayer perceptron")
    lab.settle()
    page.evaluate(
        "document.lab.change('/problem/dataset', {name: 'table', params: {table: '0'.repeat(32)}}, true)"
    )
    expect(page.locator("own-table > .note")).to_contain_text("Open its file again", timeout=TIMEOUT_MS)


def test_line_fits_points_that_are_drawn(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url)
    lab.open("?surface=bowl&view=contour")
    lab.pick("Straight line")
    lab.settle()
    page.get_by_label("Data", exact=True).select_option("points")
    expect(page.locator("own-points .pad")).to_be_visible(timeout=TIMEOUT_MS)
    lab.settle()
    expect(page.locator("own-points .palette")).to_be_hidden()
    pad = page.locator("own-points .pad")
    pad.focus()
    page.get_by_role("button", name="Clear").click()
    points = [[-0.5, -0.8, 0], [0, 0.2, 0], [0.25, 0.7, 0], [0.5, 1.2, 0]]
    page.evaluate("(points) => document.lab.change('/problem/dataset/params/points', points, true)", points)
    lab.settle()
    (minimum,) = page.evaluate("document.stage.minima")
    assert minimum == pytest.approx([2, 0.2, 0], abs=1e-9)
    lab.pick("Logistic neuron")
    lab.settle()
    assert page.evaluate(f"{DATASET}.name") == "points"
    expect(page.locator("own-points .palette")).to_be_visible()
