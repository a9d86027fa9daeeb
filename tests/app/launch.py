"""A real server in a process of its own, started as a person starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-m", "descentlab"]
START_S = 120


@dataclass
class Server:
    process: subprocess.Popen[str]
    url: str

    @property
    def live(self) -> str:
        return self.url.replace("http", "ws") + "/api/v1/live"

    def family(self) -> list[int]:
        """Process ids of the server and of all its descendants."""
        found = [self.process.pid]
        for pid in found:
            found += children(pid)
        return found

    def workers(self) -> list[int]:
        """Process ids of the workers: the children of the fork server."""
        return [pid for child in children(self.process.pid) for pid in children(child)]


def children(pid: int) -> list[int]:
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def eventually(condition, seconds: float = 60.0):
    """Wait until the condition holds; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"still not so after {seconds:g} s"
        time.sleep(0.02)


@contextmanager
def running(
    *options: str, command: list[str] = PYTHON, cwd: Path = ROOT, **environment: str
) -> Iterator[Server]:
    """A server on a free port; it is ready."""
    process = subprocess.Popen(
        [*command, "--port", "0", *options],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert " at http" in line, line + process.stdout.read()
        yield Server(process, line.rpartition(" at ")[2].strip().rstrip("/"))
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        process.stdout.close()
