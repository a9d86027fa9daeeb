"""A healthy viewer in a process of its own: what an attack beside it costs is then the server's doing."""

import asyncio
import json
import multiprocessing
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

from websockets.asyncio.client import ClientConnection, connect

from ..report import percentile
from .rig import ACKNOWLEDGED, LoggedServer, hello, race

STEPS = 3_000


@dataclass
class Bystander:
    """When frames came, in seconds of the machine's monotonic clock, and with how many points."""

    frames: list[tuple[float, int]] = field(default_factory=list)

    def rate(self, since: float, until: float) -> float:
        """Points a second."""
        return sum(points for at, points in self.frames if since <= at < until) / (until - since)

    def gap_s(self, since: float, until: float, share: float) -> float:
        """What so large a share of the pauses between two frames does not exceed."""
        inside = [at for at, _ in self.frames if since <= at < until]
        ends = [since, *inside, until]
        return percentile([b - a for a, b in pairwise(ends)], share)


@contextmanager
def bystander(server: LoggedServer, who: int = 0) -> Iterator[Bystander]:
    """One who watches ever new races of his own while the block lasts; his frames are known behind it."""
    context = multiprocessing.get_context("spawn")
    begun, end = context.Event(), context.Event()
    ours, theirs = context.Pipe()
    process = context.Process(target=look_on, args=(server.live, 1_000 * who, begun, end, theirs))
    process.start()
    seen = Bystander()
    try:
        if not begun.wait(60):
            raise TimeoutError("the bystander saw nothing")
        yield seen
        end.set()
        if not ours.poll(60):
            raise TimeoutError("the bystander did not come to an end")
        seen.frames += ours.recv()
    finally:
        process.kill()
        process.join()


def look_on(live: str, first: int, begun: Event, end: Event, told: Connection) -> None:
    """In the process: run after run, acknowledged as the page does."""
    told.send(asyncio.run(runs(live, first, begun, end)))


async def runs(live: str, first: int, begun: Event, end: Event) -> list[tuple[float, int]]:
    """Until the end is near, or the connection is lost, which shows as a pause that does not end."""
    frames: list[tuple[float, int]] = []
    async with connect(live, compression=None, max_size=None, ping_interval=None) as socket:
        await hello(socket)
        run = 0
        while not end.is_set():
            run += 1
            asked = {"type": "run", "run": run, "experiment": race(first + run, STEPS)}
            await socket.send(json.dumps(asked))
            begun.set()
            await follow(socket, run, frames, end)
    return frames


async def follow(socket: ClientConnection, run: int, frames: list[tuple[float, int]], end: Event) -> None:
    """Take one run in."""
    told = 0
    while not end.is_set():
        try:
            message = await asyncio.wait_for(socket.recv(), 0.5)
        except TimeoutError:
            continue
        if isinstance(message, bytes):
            _, _, racers, _, start, _ = struct.unpack_from("<BBHIII", message)
            points = max(struct.unpack_from(f"<{racers}I", message, 16))
            frames.append((time.monotonic(), points))
            if start + points - told >= ACKNOWLEDGED:
                told = start + points
                await socket.send(json.dumps({"type": "ack", "run": run, "step": told - 1}))
        elif json.loads(message)["type"] in ("done", "error"):
            return
