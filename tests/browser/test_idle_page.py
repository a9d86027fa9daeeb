"""Idle page tests: while nothing changes, no timer fires, nothing is drawn and nothing is requested."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

IDLE_MS = 3000
WINDOWS = 10
COUNT = """
// The heartbeat of the WebSocket is the one timer that goes on; its interval is 20 s.
const HEARTBEAT_MS = 20_000;
globalThis.fired = {};
const noting = (act) => {
  const site = new Error().stack.split("\\n").find((line) => line.includes("static/js")) ?? "elsewhere";
  return (...facts) => {
    fired[site.trim()] = (fired[site.trim()] ?? 0) + 1;
    return act(...facts);
  };
};
for (const name of ["setTimeout", "setInterval"]) {
  const original = globalThis[name];
  globalThis[name] = (act, delay = 0, ...rest) =>
    original(delay < HEARTBEAT_MS ? noting(act) : act, delay, ...rest);
}
const frame = globalThis.requestAnimationFrame;
globalThis.requestAnimationFrame = (act) => frame(noting(act));
"""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    page.add_init_script(COUNT)
    page.emulate_media(reduced_motion="reduce")
    return LabPage(page, base_url)


def idle_callbacks(lab: LabPage) -> dict[str, int]:
    """What still runs once nothing changes: how often, by the place in the code that asked for it.

    A busy machine takes a while until the last delayed act is over; what is endless runs in each window.
    """
    requests: list[str] = []
    lab.page.on("request", lambda request: requests.append(request.url))
    fired: dict[str, int] = {}
    for _ in range(WINDOWS):
        requests.clear()
        for frame in lab.page.frames:
            frame.evaluate("() => { globalThis.fired = {} }")
        lab.page.wait_for_timeout(IDLE_MS)
        fired = dict.fromkeys(requests, 1)
        for frame in lab.page.frames:
            fired |= frame.evaluate("() => globalThis.fired")
        if not fired:
            break
    return fired


@pytest.mark.parametrize("lens", ["One step", "Curvature", "Branches", "Spread", "Tune"])
def test_an_idle_page_rests(lab: LabPage, lens: str) -> None:
    lab.open("?surface=bowl&run=gd&run=adam&steps=20")
    lab.pick("Multilayer perceptron")
    lab.settle()
    lab.page.get_by_role("button", name="Inside the network").click()
    expect(lab.page.locator(".instrument:visible")).to_have_count(7)
    lab.page.get_by_role("button", name=lens, exact=True).click()
    expect(lab.page.locator("#lens .lens-head").last).to_be_visible()
    assert idle_callbacks(lab) == {}


def test_an_idle_comparison_rests(lab: LabPage) -> None:
    lab.open("?surface=booth&run=gd,lr:0.01&steps=40")
    lab.type_value("Learning rate", "0.05")
    lab.settle()
    lab.page.get_by_role("button", name="Side by side").click()
    expect(lab.page.locator(".final-text").last).to_contain_text("ends at a loss of")
    lab.page.get_by_label("Step of both").fill("17")
    assert idle_callbacks(lab) == {}
