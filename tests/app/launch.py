"""A real server for tests, in its own process: ``benchmarks/server_process.py`` starts and stops it."""

import time

from benchmarks.server_process import PYTHON, ROOT, Server, alive, children
from benchmarks.server_process import start_server as running

__all__ = ["PYTHON", "ROOT", "Server", "alive", "children", "eventually", "running"]


def eventually(condition, seconds: float = 60.0):
    """Wait until the condition holds; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"still not so after {seconds:g} s"
        time.sleep(0.02)
