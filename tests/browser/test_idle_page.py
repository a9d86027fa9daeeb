"""Idle page tests: while nothing changes, no timer fires, nothing is drawn and nothing is requested."""

import time

import pytest
from lab_page import LabPage
from playwright.sync_api import Page, expect

QUIET_MS = 500
WAIT_MS = 30_000
"""A busy machine takes a while until the last delayed act is over; what is endless is never over."""

COUNT = """
// The heartbeat of the WebSocket is the one timer that goes on; its interval is 20 s.
const HEARTBEAT_MS = 20_000;
globalThis.fired = [];
// What is due: by number, the place in the code that asked for it.
globalThis.due = new Map();
const place = () => {
  const lines = new Error().stack.split("\\n").slice(3);
  return (lines.find((line) => line.includes("static/js")) ?? lines[0] ?? "elsewhere").trim();
};
const follow = (kind, start, stop, repeats) => {
  const begin = globalThis[start];
  const end = globalThis[stop];
  globalThis[start] = (act, delay = 0, ...rest) => {
    if (delay >= HEARTBEAT_MS) return begin(act, delay, ...rest);
    const site = place();
    const number = begin((...facts) => {
      if (!repeats) due.delete(`${kind} ${number}`);
      fired.push(site);
      return act(...facts);
    }, delay, ...rest);
    due.set(`${kind} ${number}`, site);
    return number;
  };
  globalThis[stop] = (number) => {
    due.delete(`${kind} ${number}`);
    return end(number);
  };
};
follow("timer", "setTimeout", "clearTimeout", false);
follow("timer", "setInterval", "clearInterval", true);
follow("frame", "requestAnimationFrame", "cancelAnimationFrame", false);
"""


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    page.add_init_script(COUNT)
    page.emulate_media(reduced_motion="reduce")
    return LabPage(page, base_url)


def what_goes_on(lab: LabPage) -> list[str]:
    """What still runs once nothing changes: the places in the code that asked for it, and requests.

    First until no timer and no frame is due in any document, then for a while in which nothing may happen.
    """
    requests: list[str] = []
    lab.page.on("request", lambda request: requests.append(request.url))
    until = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < until:
        requests.clear()
        for frame in lab.page.frames:
            frame.evaluate("() => { fired.length = 0 }")
        lab.page.wait_for_timeout(QUIET_MS)
        going = [
            *requests,
            *(
                site
                for frame in lab.page.frames
                for site in frame.evaluate("() => [...due.values(), ...fired]")
            ),
        ]
        if not going:
            break
    return going


def test_an_idle_page_rests(lab: LabPage) -> None:
    lab.open("?surface=bowl&run=gd&run=adam&steps=20")
    lab.pick("Multilayer perceptron")
    lab.settle()
    lab.page.get_by_role("button", name="Inside the network").click()
    expect(lab.page.locator(".instrument:visible")).to_have_count(7)
    for lens in ("Explain this step", "Curvature", "Forks", "Repeat", "Find best rate"):
        lab.page.get_by_role("button", name=lens, exact=True).click()
        expect(lab.page.locator("#lens .lens-head").last).to_be_visible()
        assert what_goes_on(lab) == [], lens


def test_an_idle_comparison_rests(lab: LabPage) -> None:
    lab.open("?surface=booth&run=gd,lr:0.01&steps=40")
    lab.type_value("Learning rate", "0.05")
    lab.settle()
    lab.open_more()
    lab.page.get_by_role("button", name="Side by side").click()
    expect(lab.page.locator(".final-text").last).to_contain_text("ends at a loss of")
    lab.page.get_by_label("Step of both").fill("17")
    assert what_goes_on(lab) == []
