"""Reconnect test: a server restart during playback changes no point of the path."""

import os
import re
import signal
import time
from pathlib import Path

import pytest
from conftest import free_port, serving
from lab_page import LabPage
from playwright.sync_api import Page, expect

from benchmarks.server_process import family

pytestmark = pytest.mark.browser

SUSPENDED_S = 8
EXPERIMENT = "?steps=5000&run=momentum&run=adam"


def undisturbed_paths(page: Page, base_url: str) -> list[list[float]]:
    """Paths of both racers of a page that nothing disturbs."""
    whole = LabPage(page.context.new_page(), base_url).open(EXPERIMENT)
    paths = [whole.path(racer) for racer in range(2)]
    whole.page.close()
    return paths


def test_server_restart_continues_with_the_same_bits(page: Page, base_url: str) -> None:
    expected = undisturbed_paths(page, base_url)
    port = free_port()
    lab = LabPage(page, f"http://127.0.0.1:{port}/")
    with serving(port) as server:
        page.goto(f"{lab.base_url}{EXPERIMENT}")
        page.wait_for_function("() => document.lab?.live.buffer.arrived > 10")
        arrived = page.evaluate("() => document.lab.live.buffer.arrived")
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    assert arrived < 5001, "the stream must be cut in its middle"
    note = page.locator("#connection")
    expect(note).to_contain_text("Connection lost")
    # On a busy machine the page may have shown all that had arrived: what is there is played again.
    stood = page.evaluate("() => { document.lab.player.seek(1); document.lab.player.play(); return 1 }")
    page.wait_for_function("stood => document.lab.player.time > stood", arg=stood)
    paths = [lab.path(racer) for racer in range(2)]
    for path, whole_path in zip(paths, expected, strict=True):
        assert path == whole_path[: len(path)]

    with serving(port):
        expect(note).to_be_hidden()
        lab.settle()
        assert [lab.path(racer) for racer in range(2)] == expected
        assert page.evaluate("() => document.lab.player.time") > stood


def browser_processes() -> list[int]:
    """Process ids of the browsers of this test run."""
    return [pid for pid in family(os.getpid()) if re.search("chrom|headless", name_of(pid))]


def name_of(pid: int) -> str:
    """Name of a process; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def test_suspended_browser_continues_with_the_same_bits(page: Page, base_url: str) -> None:
    """A laptop that sleeps in mid-run for longer than the server waits for a client that reads nothing."""
    expected = undisturbed_paths(page, base_url)
    port = free_port()
    lab = LabPage(page, f"http://127.0.0.1:{port}/")
    with serving(port):
        page.goto(f"{lab.base_url}{EXPERIMENT}")
        page.wait_for_function("() => document.lab?.live.buffer.arrived > 10")
        stopped = browser_processes()
        assert stopped
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(SUSPENDED_S)
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        lab.settle()
        assert [lab.path(racer) for racer in range(2)] == expected
