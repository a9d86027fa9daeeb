"""Server process: starts a real server on a free port, and finds its worker processes.

Tests use it too (``tests/app/launch.py``).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable, "-m", "descentlab"]
"""Command that starts the server."""


class Process(Protocol):
    """A process, with what is used here of ``subprocess.Popen``."""

    pid: int
    stdout: IO[str] | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


@dataclass
class Server:
    """A running server: its main process, and its URL without a slash at the end."""

    process: Process
    url: str

    @property
    def live(self) -> str:
        """Address of the WebSocket."""
        return self.url.replace("http", "ws", 1) + "/api/v1/live"

    def family(self) -> list[int]:
        """Process ids of the server and all its descendants."""
        return family(self.process.pid)

    def workers(self) -> list[int]:
        """Process ids of the workers: the children of the fork server."""
        return [pid for child in children(self.process.pid) for pid in children(child)]


def family(pid: int) -> list[int]:
    """Process ids of a process and all its descendants."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def children(pid: int) -> list[int]:
    """Process ids of the children of a process; empty if it is gone."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    """Whether a process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@contextmanager
def start_server(
    *options: str,
    command: list[str] = PYTHON,
    cwd: Path = ROOT,
    stderr: int | IO[str] | None = subprocess.STDOUT,
    stop_s: float = 20,
    **environment: str,
) -> Iterator[Server]:
    """Start a server on a free port, wait until it announces its URL, and stop it at the end.

    Args:
        options: more options of the command line.
        command: what starts the server.
        cwd: working directory of its process.
        stderr: where its log goes, as in ``subprocess.Popen``.
        stop_s: seconds between SIGTERM and SIGKILL.
        environment: variables that are added to this process's own.
    """
    process = subprocess.Popen(
        [*command, "--port", "0", *options],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    with announced(process, stop_s) as server:
        yield server


@contextmanager
def announced(process: Process, stop_s: float = 20) -> Iterator[Server]:
    """Wait until a server announces its URL on standard output, and stop it at the end."""
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert " at http" in line, line + process.stdout.read()
        yield Server(process, line.rpartition(" at ")[2].strip().rstrip("/"))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(stop_s)
            except subprocess.TimeoutExpired:
                process.kill()
        process.stdout.close()
