"""Real servers for tests, in their own processes: forked (``running``), or started as users start them."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forked_servers import ForkedProcess

from benchmarks.server_process import PYTHON, ROOT, Server, alive, announced, children, start_server

__all__ = [
    "PYTHON",
    "ROOT",
    "Server",
    "alive",
    "children",
    "eventually",
    "logging_server",
    "running",
    "start_server",
]


@contextmanager
def running(*options: str, stderr=subprocess.STDOUT, **environment: str) -> Iterator[Server]:
    """A forked server on a free port, with more options and variables."""
    process = ForkedProcess(["--port", "0", *options], {**os.environ, **environment}, stderr)
    with announced(process) as server:
        yield server


@contextmanager
def logging_server(log: Path, *options: str, **environment: str) -> Iterator[Server]:
    """A forked server with one worker that logs to a file, its ``log``."""
    with log.open("w") as file, running("--workers", "1", *options, stderr=file, **environment) as server:
        server.log = log
        yield server


def eventually(condition, seconds: float = 60.0):
    """Wait until the condition holds; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"still not so after {seconds:g} s"
        time.sleep(0.02)
