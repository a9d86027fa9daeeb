"""G12: viewers who read nothing, beside one who does. READERS=50 and SECONDS=60 by default."""

import asyncio
import json
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path

from ..report import Figure, percentile
from .rig import Server, hello, race, running, viewing, watch

READERS = int(os.environ.get("READERS", 50))
SECONDS = float(os.environ.get("SECONDS", 60))


def sockets(server: Server) -> int:
    """Open sockets of the server's own process."""
    links = Path(f"/proc/{server.process.pid}/fd").iterdir()
    return sum(1 for link in links if os.path.lexists(link) and "socket:" in os.readlink(link))


async def gaps(server: Server, until: float, found: list[float], first: int) -> None:
    """Milliseconds between a healthy viewer's frames, run after run."""
    async with viewing(server) as socket:
        await hello(socket)
        run = 0
        while time.monotonic() < until:
            run += 1
            seen = await watch(socket, run, race(first + run, 2000))
            assert seen.ended == "done"
            found += [1e3 * (b - a) for a, b in zip(seen.arrivals, seen.arrivals[1:], strict=False)]
            await asyncio.sleep(0.05)


async def attack(server: Server) -> tuple[list[float], float, float]:
    """A healthy viewer's gaps, megabytes grown at most, seconds until the last blocked one was put out."""
    base, memory = sockets(server), server.rss_mb()
    found: list[float] = []
    grown, gone = 0.0, float("inf")
    async with AsyncExitStack() as stack:
        begun = time.monotonic()
        watching = asyncio.create_task(gaps(server, begun + SECONDS, found, 20_000))
        for number in range(READERS):
            socket = await stack.enter_async_context(
                viewing(server, max_queue=1, open_timeout=60, close_timeout=0.1, ping_interval=None)
            )
            asked = {"type": "run", "run": 1, "experiment": race(number, 10_000, 16), "from_step": 0}
            await socket.send(json.dumps(asked))
        while not watching.done():
            await asyncio.sleep(0.5)
            grown = max(grown, server.rss_mb() - memory)
            if sockets(server) > base + 1:
                gone = float("inf")
            elif gone == float("inf"):
                gone = time.monotonic() - begun
        await watching
    return found, grown, gone


def measure() -> list[Figure]:
    """What the blocked cost others."""
    with running() as server:
        found, grown, gone = asyncio.run(attack(server))
    with running(send_timeout_s="600") as server:
        held = asyncio.run(attack(server))[2]
    return [
        Figure(f"slow readers: {READERS} put out after", gone, "s", 30),
        Figure("slow readers: memory of the server's process grew by", grown, "MB", 30),
        Figure(
            "slow readers: a healthy viewer's gap between frames, p99", percentile(found, 0.99), "ms", 250
        ),
        Figure("control: held where a send may take 600 s", int(held == float("inf")), "", 1, "higher"),
    ]
