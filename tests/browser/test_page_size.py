"""Page size test: bytes that a first visit transfers."""

import pytest
from lab_page import LabPage
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MAX_KB = 925


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
    assert page.evaluate("() => document.maps") is None, "maps come when they are looked at"
    lab.expect_no_errors()
