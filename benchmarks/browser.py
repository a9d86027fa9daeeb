"""A server in a process of its own and a headless Chromium, for the benchmarks of the page."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--enable-unsafe-swiftshader"]


@contextmanager
def server() -> Iterator[str]:
    """The lab on a free port; yields its URL once the workers are warm."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "descentlab", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_until_ready(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def wait_until_ready(url: str, seconds: float = 90) -> None:
    """Ask until the server says that its workers are up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server was not ready in time")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium with software GL."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, url: str, query: str = "", script: str | None = None) -> Page:
    """The lab in a desktop window; ``script`` runs before the page's own."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    if script is not None:
        page.add_init_script(script)
    page.goto(url + query, wait_until="load")
    return page
