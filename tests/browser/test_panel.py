"""What the panel offers, and what it says about it."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def test_the_plane_of_a_network_is_chosen_from_the_catalog(lab: LabPage) -> None:
    lab.open("?steps=60&run=momentum&run=adam")
    page = lab.page
    expect(page.locator("plane-picker")).to_have_count(0)
    expect(page.locator("#facts")).to_be_hidden()
    lab.pick("Multilayer perceptron")
    lab.settle()
    expect(page.locator("#facts")).to_contain_text("of a scout")
    losses = lab.path(1, "loss")
    page.get_by_text("Plane of the map").click()
    page.get_by_label("Directions").select_option("random")
    lab.settle()
    facts = page.locator("#facts")
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
    lab.is_well()


def test_measured_rates_replace_rates_set_on_the_way_and_say_so(lab: LabPage) -> None:
    lab.open()
    lab.page.evaluate("() => document.lab.player.seek(40)")
    lab.page.get_by_role("button", name="From here").click()
    lab.type_value("Learning rate", "0.3")
    lab.settle()
    assert lab.state()["spec"]["edits"] != []
    lab.page.get_by_role("button", name="Race", exact=True).click()
    lab.settle()
    assert lab.state()["spec"]["edits"] == []
    expect(lab.page.get_by_text("Z brings them back")).to_be_visible()
    lab.page.locator("h1").click()
    lab.page.locator("body").press("z")
    lab.settle()
    assert lab.state()["spec"]["edits"][0]["set"] == {"lr": 0.3}
    lab.is_well()
