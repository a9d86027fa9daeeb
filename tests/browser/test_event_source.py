"""A browser's ``EventSource``: one run, all its points once, and an end that needs no ``close()``."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FOLLOW = """
() => {
  const heard = { started: 0, steps: [], ends: 0, errors: 0 };
  const source = new EventSource("api/v1/trajectories/stream?surface=ackley&run=adam,lr:0.1&steps=50");
  source.addEventListener("started", () => { heard.started += 1; });
  source.addEventListener("points", ({ data }) => {
    const { start, racers } = JSON.parse(data);
    heard.steps.push(...racers[0].x.map((_, index) => start + index));
  });
  source.addEventListener("done", () => { heard.ends += 1; });
  source.addEventListener("error", () => { heard.errors += 1; });
  Object.assign(window, { source, heard });
}
"""


def test_event_source_ends_by_itself(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}docs")
    page.evaluate(FOLLOW)
    page.wait_for_function("() => heard.ends > 0")
    page.wait_for_function("() => source.readyState === EventSource.CLOSED", timeout=20_000)
    heard = page.evaluate("() => heard")
    assert (heard["started"], heard["ends"]) == (1, 1)
    assert heard["steps"] == list(range(51))
