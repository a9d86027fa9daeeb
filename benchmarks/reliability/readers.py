"""G12: fifty clients request a long race of sixteen and read nothing; a closed one reconnects at once.

SECONDS=60 by default. The attackers and the viewer each have their own process. Controls: plain uvicorn,
which closes none of them; and a server that stops for a second, which the viewer must notice.
"""

import contextlib
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from ..report import Figure, percentile
from .bystander import Bystander, bystander
from .rig import LoggedServer, race, running

SECONDS = float(os.environ.get("SECONDS", 60))
READERS = 50
ALONE_S = 20.0
GONE_S = 20.0
EVERY_S = 0.25
RECEIVED = 4096
"""Receive buffer of a client that reads nothing: small, so that the server notices it soon."""

PLAIN = """
import uvicorn, socket
async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        await send({"type": "websocket.send", "bytes": bytes(65536)})
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws_ping_interval=None)).run([listener])
"""


def unread(address: tuple[str, int], number: int) -> socket.socket:
    """Open a WebSocket that requests a race and never reads."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED)
    raw.settimeout(30)
    raw.connect(address)
    protocol = ClientProtocol(parse_uri(f"ws://{address[0]}:{address[1]}/api/v1/live"))
    protocol.send_request(protocol.connect())
    raw.sendall(b"".join(protocol.data_to_send()))
    protocol.receive_data(raw.recv(600))
    asked = {
        "type": "run",
        "run": 1,
        "experiment": race(20_000 + number, 20_000, 16),
        "landscape": {"resolution": 256},
    }
    protocol.send_text(json.dumps(asked).encode())
    raw.sendall(b"".join(protocol.data_to_send()))
    return raw


def held(port: int) -> set[int]:
    """Client ports of connections that are open or half closed at the server's end."""
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = [line.split() for line in table]
    ours = [row for row in rows if int(row[1].partition(":")[2], 16) == port and row[3] not in ("06", "0A")]
    return {int(row[2].partition(":")[2], 16) for row in ours}


def keep_slow_readers(address: tuple[str, int], seconds: float, last: float, result: Connection) -> None:
    """In the child process: keep fifty such clients, report how long each stayed open, wait for the last."""
    open_: dict[int, tuple[socket.socket, float]] = {}
    lives: list[float] = []
    number, begun = 0, time.monotonic()
    while (now := time.monotonic()) < begun + seconds + last and (open_ or now < begun + seconds):
        here = held(address[1])
        for port in [port for port in open_ if port not in here]:
            raw, since = open_.pop(port)
            lives.append(time.monotonic() - since)
            raw.close()
        while len(open_) < READERS and now < begun + seconds:
            with contextlib.suppress(OSError):
                raw = unread(address, number)
                open_[raw.getsockname()[1]] = raw, time.monotonic()
            number += 1
        time.sleep(EVERY_S)
    result.send((lives, len(open_)))


@contextlib.contextmanager
def running_slow_readers(address: tuple[str, int], seconds: float, last: float) -> Iterator[Connection]:
    """Run the attack during the block; the connection receives its result."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=keep_slow_readers, args=(address, seconds, last, theirs))
    process.start()
    try:
        yield ours
    finally:
        process.kill()
        process.join()


def resident_mb(pids: list[int]) -> float:
    """Sum of the processes' resident memory, in MB."""
    page = os.sysconf("SC_PAGE_SIZE") / 2**20
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in pids)


@dataclass
class ReadersResult:
    """Results of the attack."""

    seen: Bystander
    alone: tuple[float, float]
    beside: tuple[float, float]
    lives: list[float]
    left: int
    server_mb: list[float]
    workers_mb: list[float]


def measure_beside_readers(server: LoggedServer) -> ReadersResult:
    """The viewer alone, then beside the attackers; memory throughout."""
    sizes: list[tuple[float, float]] = []

    def wait(until: float) -> None:
        while time.monotonic() < until:
            sizes.append((server.rss_mb(), resident_mb(server.workers())))
            time.sleep(EVERY_S)

    with bystander(server) as seen:
        begun = time.monotonic()
        wait(begun + ALONE_S)
        before = len(sizes)
        started = time.monotonic()
        with running_slow_readers(server.address, SECONDS, 2 * GONE_S) as outcome:
            wait(started + SECONDS)
            ended = time.monotonic()
            while not outcome.poll():
                wait(time.monotonic() + 1)
            lives, left = outcome.recv()
    server_mb, workers_mb = ([size[i] for size in sizes[before - 1 :]] for i in (0, 1))
    return ReadersResult(seen, (begun, started), (started, ended), lives, left, server_mb, workers_mb)


def control_uvicorn() -> int:
    """How many connections plain uvicorn keeps open when all should be closed."""
    with subprocess.Popen([sys.executable, "-c", PLAIN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = "127.0.0.1", int(process.stdout.readline())
        with running_slow_readers(address, 1, GONE_S + 5) as outcome:
            _, left = outcome.recv()
        process.kill()
    return int(left)


def control_pause() -> float:
    """The viewer's longest pause with a server that stops for a second."""
    with running(workers=1) as server, bystander(server) as seen:
        since = time.monotonic()
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(1)
        server.process.send_signal(signal.SIGCONT)
        time.sleep(2)
        until = time.monotonic()
    return seen.gap_s(since, until, 1)


def measure() -> list[Figure]:
    """How long clients stay open, the viewer's pauses, and memory, with a small cache."""
    with running(workers=2, cache_mb="4") as server:
        found = measure_beside_readers(server)
    several = f"of {len(found.lives) + found.left}"
    alone, beside = found.seen.rate(*found.alone), found.seen.rate(*found.beside)
    return [
        Figure("readers: never sent away", found.left, several, 0),
        Figure("readers: held, longest", max(found.lives, default=float("inf")), "s", GONE_S),
        Figure("readers: held, median", percentile(found.lives or [float("inf")], 0.5), "s"),
        Figure("viewer alone: pause between frames, p99", 1e3 * found.seen.gap_s(*found.alone, 0.99), "ms"),
        Figure("viewer beside them: the same", 1e3 * found.seen.gap_s(*found.beside, 0.99), "ms", 250),
        Figure("viewer beside them: longest pause", 1e3 * found.seen.gap_s(*found.beside, 1), "ms"),
        Figure("viewer's points a second, beside / alone", beside / alone, "x", detail=f"{alone:,.0f} alone"),
        Figure("server's memory: growth at most", max(found.server_mb) - found.server_mb[0], "MB", 30),
        Figure("server's memory: growth behind it", found.server_mb[-1] - found.server_mb[0], "MB", 30),
        Figure("workers' memory: growth at most", max(found.workers_mb) - found.workers_mb[0], "MB"),
        Figure("control: held by plain uvicorn", control_uvicorn(), f"of {READERS}", READERS, "higher"),
        Figure("control: a second's standstill, as seen", 1e3 * control_pause(), "ms", 900, "higher"),
    ]
