"""Test rig: a server in its own process, and viewers that use the protocol as the page does."""

import asyncio
import json
import os
import random
import struct
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

from ..server_process import Server, start_server

T = TypeVar("T")


@dataclass
class LoggedServer(Server):
    """A server whose log is a file."""

    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def rss_mb(self) -> float:
        """Resident memory of the server's main process."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def running(workers: int = 2, module: str = "descentlab", **settings: str) -> Iterator[LoggedServer]:
    """A server with a store of its own; ``settings`` are environment variables without their prefix."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DESCENTLAB_STORE": f"sqlite:///{folder}/experiments.sqlite",
            "DESCENTLAB_WORKERS": str(workers),
            **{f"DESCENTLAB_{name.upper()}": value for name, value in settings.items()},
        }
        path = Path(folder) / "log"
        command = [sys.executable, "-m", module]
        with (
            path.open("w+") as log,
            start_server(command=command, stderr=log, stop_s=120, **environment) as server,
        ):
            yield LoggedServer(server.process, server.url, path)


def race(number: int = 0, steps: int = 500, racers: int = 2) -> dict[str, Any]:
    """A race on Rosenbrock's function; each number gives a different race."""
    rate = 1e-4 * (1 + number / 1e4)
    kinds = [("sgd", {"lr": rate, "momentum": 0.9}), ("adam", {"lr": 100 * rate}), ("sgd", {"lr": rate})]
    chosen = [kinds[i % 3] for i in range(racers)]
    return {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
        "racers": [{"optimizer": {"name": name, "params": params}} for name, params in chosen],
        "steps": steps,
    }


TRAJECTORY, LANDSCAPE = 1, 2
"""Kinds of binary frames."""

ACKNOWLEDGED = 1_500
"""Points between two acknowledgements: within the message limit, and within the window."""


@dataclass
class Seen:
    """Data received of a run: its frames of points as they came, and times.

    Attributes:
        first_s: seconds from the request to the first points; ``picture_s`` to points and a landscape, if one
            was requested; ``done_s`` to the end.
    """

    first_s: float = float("nan")
    picture_s: float = float("nan")
    done_s: float = float("nan")
    next: int = 0
    gaps: int = 0
    frames: list[bytes] = field(default_factory=list)
    ended: str = ""

    def path(self) -> bytes:
        """All columns of all racers, point after point: bytes of a path do not depend on its frames."""
        return b"".join(map(points_of, self.frames))


async def watch(
    socket: ClientConnection,
    run: int,
    experiment: dict[str, Any],
    seen: Seen | None = None,
    landscape: dict[str, float] | None = None,
) -> Seen:
    """Request a run from the next point of ``seen``, acknowledge its frames, and receive it to the end.

    With ``landscape``, the options of one, it is requested too and received as far as it comes meanwhile.
    """
    seen = seen or Seen()
    begun = time.perf_counter()
    told = seen.next
    awaited = {TRAJECTORY} if landscape is None else {TRAJECTORY, LANDSCAPE}
    await socket.send(json.dumps(run_message(run, experiment, max(0, seen.next), landscape)))
    async for message in socket:
        now = time.perf_counter()
        if isinstance(message, bytes):
            awaited.discard(message[0])
            if not awaited and seen.picture_s != seen.picture_s:
                seen.picture_s = now - begun
            if message[0] != TRAJECTORY:
                continue
            if seen.first_s != seen.first_s:
                seen.first_s = now - begun
            last = take(seen, message)
            if last - told >= ACKNOWLEDGED:
                told = last
                await socket.send(json.dumps({"type": "ack", "run": run, "step": last}))
            continue
        heard = json.loads(message)
        if heard["type"] in ("done", "error") and heard.get("run") in (run, None):
            seen.ended, seen.done_s = heard["type"], now - begun
            return seen
    return seen


def run_message(
    run: int, experiment: dict[str, Any], from_step: int = 0, landscape: dict[str, float] | None = None
) -> dict[str, Any]:
    """The request of a run."""
    asked = {"type": "run", "run": run, "experiment": experiment, "from_step": from_step}
    return asked if landscape is None else {**asked, "landscape": landscape}


def take(seen: Seen, frame: bytes) -> int:
    """Store a frame of points; returns the index of its last point."""
    _, _, racers, _, start, _ = struct.unpack_from("<BBHIII", frame)
    counts = struct.unpack_from(f"<{racers}I", frame, 16)
    seen.gaps += start != seen.next
    seen.frames.append(frame)
    seen.next = start + max(counts)
    return seen.next - 1


def points_of(frame: bytes) -> bytes:
    """The columns of all racers of a frame of points, point after point."""
    _, columns, racers, _, _, _ = struct.unpack_from("<BBHIII", frame)
    counts = struct.unpack_from(f"<{racers}I", frame, 16)
    offset = 16 + 4 * (racers + racers % 2)
    points: list[list[bytes]] = [[] for _ in range(max(counts))]
    for count in counts:
        for column in range(columns):
            for point in range(count):
                at = offset + 8 * (column * count + point)
                points[point].append(frame[at : at + 8])
        offset += 8 * columns * count
    return b"".join(b"".join(point) for point in points)


def viewing(server: Server, **options: Any) -> connect:
    """A connection as the page opens it."""
    return connect(server.live, compression=None, max_size=None, **options)


async def hello(socket: ClientConnection) -> dict[str, Any]:
    """The first message."""
    message = json.loads(await socket.recv())
    assert message["type"] == "hello", message
    return dict(message)


async def resumed(server: Server, experiment: dict[str, Any], tries: int = 200) -> tuple[Seen, int]:
    """Watch a run to its end, reconnecting if needed: the data, and the number of lost connections."""
    seen, lost = Seen(), 0
    for run in range(1, tries):
        try:
            async with viewing(server, open_timeout=20, ping_interval=None) as socket:
                await hello(socket)
                await watch(socket, run, experiment, seen)
        except (OSError, TimeoutError, EOFError, asyncio.IncompleteReadError):
            pass
        except Exception as error:
            if "websockets" not in type(error).__module__:
                raise
        if seen.ended:
            return seen, lost
        lost += 1
        await asyncio.sleep(0.1 * random.random())
    return seen, lost


async def all_of(count: int, make: Callable[[int], Awaitable[T]]) -> list[T]:
    """Run ``count`` tasks at once; returns their results."""
    return list(await asyncio.gather(*(make(number) for number in range(count))))
