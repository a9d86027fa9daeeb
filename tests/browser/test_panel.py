"""Panel tests: the controls of the panel and its messages."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def test_plane_is_chosen_from_the_catalog(lab: LabPage) -> None:
    lab.open("?steps=60&run=momentum&run=adam")
    page = lab.page
    expect(page.locator("plane-picker")).to_have_count(0)
    expect(page.locator("#plane-text")).to_be_hidden()
    lab.pick("Multilayer perceptron")
    lab.settle()
    expect(page.locator("#plane-text")).to_contain_text("of a scout")
    losses = lab.path(1, "loss")
    page.get_by_text("Plane of the map").click()
    page.get_by_label("Directions").select_option("random")
    lab.settle()
    facts = page.locator("#plane-text")
    expect(facts).to_contain_text("in random directions")
    page.get_by_label("Normalization", exact=True).last.select_option("layer")
    lab.settle()
    plane = lab.state()["completed"]["plane"]
    assert plane["name"] == "random"
    assert plane["params"]["normalization"] == "layer"
    assert lab.path(1, "loss") == losses, "another plane is another picture of the same path"
    page.evaluate("() => document.lab.player.seek(60)")
    off = lab.path(1, "off_plane")[60]
    assert off > 0
    expect(facts).to_contain_text(f"is off it by {off:.3g}"[:18])
    expect(page.get_by_role("group", name="Learning rates")).to_be_hidden()
    lab.expect_no_errors()


def test_measured_rates_replace_edits_with_a_notice(lab: LabPage) -> None:
    lab.open()
    lab.page.evaluate("() => document.lab.player.seek(40)")
    lab.page.get_by_role("button", name="here", exact=True).click()
    lab.type_value("Learning rate", "0.3")
    lab.settle()
    assert lab.state()["spec"]["edits"] != []
    lab.open_more()
    lab.page.get_by_role("button", name="Fastest").click()
    lab.settle()
    assert lab.state()["spec"]["edits"] == []
    expect(lab.page.get_by_text("Z brings them back")).to_be_visible()
    lab.page.locator("h1").click()
    lab.page.locator("body").press("z")
    lab.settle()
    assert lab.state()["spec"]["edits"][0]["set"] == {"lr": 0.3}
    lab.expect_no_errors()


SLIDERS = "sliders => sliders.map(slider => slider.pointer)"
OPEN_ALL = "parts => parts.forEach(part => (part.open = true))"


VISIBLE_SLIDERS = ".panel param-slider:not([hidden])"
"""Sliders that have an effect under the other settings."""


def test_every_slider_moves_the_path_and_is_undone(lab: LabPage) -> None:
    lab.open("?steps=60&run=adam&speed=0.25")
    lab.pick("Multilayer perceptron")
    lab.settle()
    page = lab.page
    page.locator(".panel details").evaluate_all(OPEN_ALL)
    pointers = page.locator(VISIBLE_SLIDERS).evaluate_all(SLIDERS)
    assert {"/problem/batch_size", "/problem/dataset/params/samples", "/plane/params/lr"} <= set(pointers)
    for pointer in pointers:
        before = [lab.path(0, column) for column in ("x", "loss")]
        index = page.locator(VISIBLE_SLIDERS).evaluate_all(SLIDERS).index(pointer)
        slider = page.locator(VISIBLE_SLIDERS).nth(index).get_by_role("slider")
        high = slider.evaluate(
            "slider => slider.valueAsNumber > (Number(slider.min) + Number(slider.max)) / 2"
        )
        rolling = pointer.startswith("/racers") or pointer == "/problem/batch_size"
        if rolling:
            page.evaluate("() => { document.lab.player.seek(5); document.lab.player.play() }")
        slider.press("PageDown" if high else "PageUp")
        page.evaluate("() => document.lab.player.pause()")
        lab.settle()
        assert lab.state()["errors"] == [], pointer
        assert bool(lab.state()["spec"].get("edits")) == rolling, pointer
        after = [lab.path(0, column) for column in ("x", "loss")]
        assert after != before, pointer
        page.evaluate("() => { document.lab.player.seek(0); document.lab.undo(1) }")
        lab.settle()
        assert [lab.path(0, column) for column in ("x", "loss")] == before, pointer
    lab.expect_no_errors()


def test_open_details_and_focus_are_kept(lab: LabPage) -> None:
    lab.open("?steps=20&run=adam")
    page = lab.page
    page.get_by_text("More settings").click()
    schedule = page.get_by_label("Schedule")
    schedule.focus()
    schedule.select_option(label="Cosine")
    lab.settle()
    expect(page.get_by_label("Schedule")).to_be_focused()
    expect(page.get_by_label("Schedule")).to_have_value("cosine")
    lab.pick("Multilayer perceptron")
    lab.settle()
    page.get_by_text("More about the data").click()
    page.get_by_label("Initialization").focus()
    page.get_by_label("Initialization").select_option("zeros")
    lab.settle()
    expect(page.get_by_label("Initialization")).to_be_focused()
    expect(page.get_by_label("Loss", exact=True)).to_be_visible()
    lab.expect_no_errors()


def test_undo_of_a_seed_restores_its_landscape(lab: LabPage) -> None:
    lab.open("?steps=20&run=adam")
    lab.pick("Multilayer perceptron")
    lab.settle()
    heights = "() => document.lab.live.landscapePending ? null : [...document.land.z]"
    page = lab.page
    page.evaluate(
        "() => document.lab.live.addEventListener('landscape', ({ detail }) => { document.land = detail })"
    )
    lab.open_more()
    page.get_by_role("button", name="New seed").click()
    lab.settle()
    page.wait_for_function("() => document.land?.final")
    other = page.evaluate(heights)
    page.locator("h1").click()
    page.locator("body").press("z")
    lab.settle()
    page.wait_for_function(
        f"other => {{ const z = ({heights})(); return z && z[0] !== other }}", arg=other[0]
    )
    page.locator("body").press("Shift+Z")
    lab.settle()
    page.wait_for_function(
        f"other => {{ const z = ({heights})(); return z && z[0] === other }}", arg=other[0]
    )
    assert page.evaluate(heights) == other


def test_weights_are_drawn_again_for_the_same_data(lab: LabPage) -> None:
    lab.open("?steps=20&run=adam")
    lab.pick("Multilayer perceptron")
    lab.settle()
    first_loss = "() => document.lab.live.tracks[0].column('loss')[0]"
    before = lab.page.evaluate(first_loss)
    lab.page.get_by_role("button", name="Draw other weights").click()
    lab.settle()
    lab.page.wait_for_function(f"before => ({first_loss})() !== before", arg=before)
    spec = lab.page.evaluate("() => document.lab.state.spec")
    assert "seed" not in spec
    assert spec["problem"]["weights_draw"] > 0
    lab.expect_no_errors()


def test_full_race_shows_a_message(lab: LabPage) -> None:
    lab.open("?steps=10&" + "&".join(["run=gd"] * 16))
    lab.tool(15, "Duplicate").click()
    expect(lab.page.get_by_text("16 optimizers is the most")).to_be_visible()
    expect(lab.racers).to_have_count(16)
    lab.expect_no_errors()


def test_unreadable_input_shows_error_beside_it(lab: LabPage) -> None:
    lab.open("?steps=10&run=adam&seed=3")
    lab.open_more()
    lab.page.get_by_text("Start and gradient noise").click()
    seed, x = lab.page.get_by_label("Seed", exact=True), lab.page.get_by_label("Start x")
    seed.fill("16, 16")
    seed.press("Enter")
    x.fill("abc")
    x.press("Tab")
    expect(lab.page.locator("run-panel .note:visible")).to_contain_text("from 0 to 4294967295")
    expect(lab.page.locator(".problem-body .note:visible")).to_contain_text("must be a number")
    assert "start" not in lab.state()["spec"]["problem"]
    seed.fill("4294967295")
    seed.press("Enter")
    x.fill("\u22120.5")
    x.press("Enter")
    lab.settle()
    assert lab.state()["spec"]["seed"] == 4294967295
    assert lab.path(0)[0] == -0.5
    expect(lab.page.locator(".panel .note:visible")).to_have_count(0)
    lab.expect_no_errors()
