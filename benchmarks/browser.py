"""Browser: a headless Chromium and a server for the benchmarks of the page."""

import os
import shutil
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from .server_process import start_server

FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--enable-unsafe-swiftshader"]
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")
CACHE = "~/.cache/ms-playwright"


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
    """Path of the Chromium that ``scripts/browser.sh`` prefers; None for the one that Playwright chooses.

    A headless shell costs a quarter less than Chromium, so one in Playwright's folder comes before a Chromium
    that is installed.
    """
    found = [path for name in NAMES if (path := shutil.which(name))]
    if found and Path(found[0]).name != SHELL:
        found[:0] = playwright_shells(found[0])
    return next(iter(found), None)


def playwright_shells(chromium: str) -> list[str]:
    """Headless shells in Playwright's folder, latest first, and in the one that this Chromium is in."""
    folders = [
        Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", CACHE)).expanduser(),
        *Path(chromium).resolve().parents[2:3],
    ]
    versions = [one for folder in folders for one in folder.glob("chromium_headless_shell-*")]
    versions.sort(key=lambda path: int(path.name.rpartition("-")[2]), reverse=True)
    shells = [path for one in versions for path in one.glob("*/*headless*shell") if os.access(path, os.X_OK)]
    return [str(path) for path in shells if path.is_file()]


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
