"""Browser: a headless Chromium and a server for the benchmarks of the page."""

import shutil
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from .server_process import start_server

FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--enable-unsafe-swiftshader"]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@contextmanager
def server() -> Iterator[str]:
    """A server with default settings; yields its URL once its workers are ready."""
    with start_server(stderr=None) as running:
        url = f"{running.url}/"
        wait_until_ready(url)
        yield url


def wait_until_ready(url: str, seconds: float = 90) -> None:
    """Wait until the server reports that its workers are ready."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server was not ready in time")


def browser_path() -> str | None:
    """Path of the Chromium that ``scripts/browser.sh`` prefers; None for Playwright's own."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium with software GL."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, url: str, query: str = "", script: str | None = None) -> Page:
    """Open the page in a desktop viewport; ``script`` runs before the page's scripts."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    if script is not None:
        page.add_init_script(script)
    page.goto(url + query, wait_until="load")
    return page
