"""Network view tests: the instrument drawer, and the landscape recut through the ball."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Page, expect

TIMEOUT_MS = 60_000


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def test_instruments_and_recut_landscape_of_a_network(lab: LabPage) -> None:
    page = lab.page
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    lab.open("?surface=bowl&view=contour")
    expect(page.locator("#instruments-toggle")).to_be_hidden()
    lab.pick("Multilayer perceptron")
    lab.settle()
    assert not any("instruments/drawer" in url for url in loaded)

    page.get_by_role("button", name="Inside the network").click()
    titles = page.locator(".instrument:visible b")
    expect(titles).to_have_text(
        [
            "What it has learned",
            "What each unit sees",
            "Gradient by layer",
            "Sharpness",
            "Train and test",
            "Weights",
            "Activations",
        ],
        timeout=TIMEOUT_MS,
    )
    reading = page.locator(".instrument .reading").first
    before = reading.inner_text()
    page.evaluate("() => { document.lab.player.pause(); document.lab.player.seek(document.lab.steps) }")
    expect(reading).not_to_have_text(before, timeout=TIMEOUT_MS)
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    instruments = page.get_by_role("group", name="Instruments")
    for title in ("Sharpness", "What each unit sees"):
        instruments.get_by_role("button", name=title).click()
    instruments.get_by_role("button", name="One step, slowly").click()
    frames = page.locator(".instrument", has_text="One step, slowly")
    expect(frames.locator(".frame-place")).to_contain_text("/ 8", timeout=TIMEOUT_MS)
    assert '"sharpness"' not in bodies[-1]
    frames.get_by_role("button", name="the next picture").click()
    expect(frames.get_by_role("button", name="Play One step, slowly")).to_be_visible()
    for _ in range(8):
        frames.get_by_role("button", name="the next picture").click()
    expect(frames.locator(".reading")).to_contain_text("The race ends here")
    found = Axe().run(page, context="#drawer")
    assert found.response["violations"] == []

    page.evaluate(
        "() => { window.lands = []; const { live } = document.lab; live.addEventListener("
        "'landscape', ({ detail }) => window.lands.push([detail.at?.step ?? null, detail.final])) }"
    )
    around = page.get_by_role("button", name="Around the ball")
    around.click()
    steps = page.evaluate("() => document.lab.steps")
    page.wait_for_function(
        "(steps) => window.lands.some(([at, final]) => at === steps && final)", arg=steps, timeout=TIMEOUT_MS
    )
    expect(page.locator("#plane-text")).to_contain_text(
        f"passes through the ball\u2019s weights at step {steps}"
    )
    around.click()
    page.wait_for_function(
        "() => window.lands.at(-1)[0] === null && window.lands.at(-1)[1]", timeout=TIMEOUT_MS
    )
    expect(page.locator("#plane-text")).to_contain_text("path. Adam is off it by", timeout=TIMEOUT_MS)
    expect(page.locator("#plane-text")).to_contain_text("on the plane beneath", timeout=TIMEOUT_MS)

    page.get_by_role("button", name="Inside the network").click()
    expect(page.locator("#drawer")).to_be_hidden()
    lab.expect_no_errors()
