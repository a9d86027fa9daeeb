"""Busy server: a page that is refused says so, asks again by itself, and can be told not to."""

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from conftest import free_port, serving
from lab_page import LabPage
from playwright.sync_api import Locator, Page, expect
from websockets.sync.client import connect

from benchmarks.server_process import Server

pytestmark = pytest.mark.browser

WAITING = "async () => (await import('./static/js/run/busy-server.js')).busyServer.remaining"
"""Milliseconds until something is asked again; None if nothing waits."""

SEEDS = count()


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    """A server at which one run at a time can be under way, and one computation of REST."""
    port = free_port()
    limits = {"RUNS_PER_WORKER": "1", "WORKERS": "1", "QUEUED_REQUESTS": "1", "CALL_TIMEOUT_S": "600"}
    with serving(port, **{f"DESCENTLAB_{name}": value for name, value in limits.items()}) as process:
        yield Server(process, f"http://127.0.0.1:{port}/")  # type: ignore[arg-type]


@pytest.fixture
def go_on(small: Server) -> Iterator[Callable[[], None]]:
    """The workers stand still in the middle of another viewer's run; the function lets them go on."""

    def send(number: signal.Signals) -> None:
        for pid in small.workers():
            os.kill(pid, number)

    run = {
        "problem": {"kind": "surface", "surface": {"name": "bowl"}},
        "racers": [{"optimizer": {"name": "adam"}}],
        "steps": 20,
        "seed": next(SEEDS),  # another run each time, that no cache has
    }
    with connect(f"{small.url.replace('http', 'ws')}api/v1/live", compression=None) as other:
        send(signal.SIGSTOP)
        try:
            other.send(json.dumps({"type": "run", "run": 1, "experiment": run}))
            while json.loads(other.recv())["type"] != "started":
                pass
            yield lambda: send(signal.SIGCONT)
        finally:
            send(signal.SIGCONT)


def notice_of(page: Page) -> Locator:
    """The notice of a page that waits."""
    notice = page.locator(".notice.busy")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(re.compile(r"The server is busy\. +Trying again in \d+ s\."))
    assert page.evaluate(WAITING) > 0
    return notice


def refused(page: Page, small: Server, steps: int) -> Locator:
    """The notice of a page whose run is refused."""
    page.goto(f"{small.url}?surface=beale&run=adam&steps={steps}&autoplay=0&view=contour")
    return notice_of(page)


def test_refused_run_comes_by_itself(page: Page, small: Server, go_on: Callable[[], None]) -> None:
    lab = LabPage(page, small.url)
    notice = refused(page, small, 40)
    assert page.locator("#error").is_hidden()
    go_on()
    lab.settle()
    assert len(lab.path()) == 41
    expect(notice).to_have_count(0)
    assert not lab.errors


def test_wait_can_be_cancelled(page: Page, small: Server, go_on: Callable[[], None]) -> None:
    notice = refused(page, small, 41)
    notice.get_by_role("button", name="Cancel").click()
    expect(notice).to_have_count(0)
    expect(page.locator("#error")).to_contain_text("1 runs are waiting for each worker already.")
    assert page.evaluate(WAITING) is None
    go_on()
    page.evaluate("() => document.lab.change('/steps', 42, true)")
    LabPage(page, small.url).settle()
    expect(page.locator("#error")).to_be_hidden()


def test_change_replaces_what_waits(page: Page, small: Server, go_on: Callable[[], None]) -> None:
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(text)))
    notice = refused(page, small, 43)
    page.evaluate("() => document.lab.change('/steps', 44, true)")
    go_on()
    lab = LabPage(page, small.url)
    lab.settle()
    assert len(lab.path()) == 45
    expect(notice).to_have_count(0)
    assert page.evaluate(WAITING) is None
    steps = [json.loads(text)["experiment"]["steps"] for text in sent if '"experiment"' in text]
    assert 43 not in steps[steps.index(44) :]


EXPORT = """async () => {
  const { fetchExport } = await import("./static/js/run/api.js");
  const spec = document.lab.state.spec;
  window.got = [46, 47].map((steps) => fetchExport("svg", { ...spec, steps }).then(({ blob }) => blob.size));
}"""
"""Two exports at once, of which the server takes one."""


def test_refused_export_comes_by_itself(page: Page, small: Server, go_on: Callable[[], None]) -> None:
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status) if "exports" in answer.url else None)
    refused(page, small, 45).get_by_role("button", name="Cancel").click()
    page.evaluate(EXPORT)
    notice = notice_of(page)
    assert statuses == [503]
    go_on()
    assert all(size > 1000 for size in page.evaluate("() => Promise.all(window.got)"))
    expect(notice).to_have_count(0)
    assert sorted(statuses)[:2] == [200, 200]
