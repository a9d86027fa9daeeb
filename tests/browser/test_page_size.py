"""Page size tests: requests and bytes of a first visit, and how far its layout moves."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MAX_KB = 850
MAX_REQUESTS = 30
MAX_SHIFT = 0.05
SHIFT = """
globalThis.shift = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value;
}).observe({ type: "layout-shift", buffered: true });
"""


def test_first_visit_transfers_little(page: Page, base_url: str) -> None:
    lab = LabPage(page, base_url)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    received: dict[str, float] = {}
    session.on(
        "Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda event: received.update({names[event["requestId"]]: event["encodedDataLength"]}),
    )
    page.goto(base_url)
    lab.settle()
    page.wait_for_load_state("networkidle")
    heaviest = sorted(received.items(), key=lambda item: -item[1])[:10]
    assert any("plotly" in name for name, _ in heaviest), "the scene is part of the visit"
    assert sum(received.values()) <= MAX_KB * 1_000, heaviest
    requests = [name for name in names.values() if name.startswith(base_url)]
    assert len(requests) <= MAX_REQUESTS, requests
    assert len(set(requests)) == len(requests), "nothing is asked for twice"
    assert page.evaluate("() => document.maps") is None, "maps come when they are looked at"
    lab.expect_no_errors()


def test_layout_stays_in_place(browser: Browser, base_url: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(SHIFT)
    lab = LabPage(page, base_url).open(rolling=True)
    lab.wait_for_frame()
    assert page.evaluate("() => shift") < MAX_SHIFT
    page.close()
