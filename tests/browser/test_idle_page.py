"""Idle page tests: while nothing changes, no timer fires, nothing is drawn and nothing is requested."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

IDLE_MS = 3000
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
    """What runs on an idle page: how often, by the place in the code that asked for it."""
    lab.page.wait_for_load_state("networkidle")
    lab.page.wait_for_timeout(2000)  # Until the last delayed act is over.
    requests: list[str] = []
    lab.page.on("request", lambda request: requests.append(request.url))
    lab.page.evaluate("() => { globalThis.fired = {} }")
    lab.page.wait_for_timeout(IDLE_MS)
    fired: dict[str, int] = lab.page.evaluate("() => globalThis.fired")
    return {**fired, **dict.fromkeys(requests, 1)}


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
