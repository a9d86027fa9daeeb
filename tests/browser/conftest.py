"""Browser fixtures: a server in its own process, and Chromium."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from forked_servers import ForkedProcess
from lab_page import TIMEOUT_MS
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks.browser import browser_path

expect.set_options(timeout=TIMEOUT_MS)
ROOT = Path(__file__).resolve().parents[2]
OWN_PAGES = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
"""Pages of Chromium's own address bar: two renderers for each window, a seventh of the processor time."""

FLAGS = [
    f"--disable-features={','.join((*OWN_PAGES, 'HttpsUpgrades', 'PaintHolding'))}",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(port: int, **environment: str) -> Iterator[ForkedProcess]:
    """Runs a server on ``port`` that is ready to answer."""
    server = ForkedProcess(["--port", str(port)], {**os.environ, **environment}, None)
    try:
        wait_until_ready(port, server)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        server.stdout.close()


def wait_until_ready(port: int, server: ForkedProcess, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended with status {server.returncode}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server was not ready in time")


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    port = free_port()
    with serving(port):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The context of a module's pages: they load the page's files once.

    The window is not larger than it must be: without a graphics card, its size is much of a page's cost.
    """
    context = browser.new_context(viewport={"width": 1120, "height": 720})
    context.set_default_timeout(TIMEOUT_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, base_url: str) -> Iterator[Page]:
    """A page that knows nothing of those before it."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": base_url.rstrip("/"), "storageTypes": "all"})
    session.detach()
    context.clear_permissions()
    yield page
    for opened in context.pages:
        opened.close()
