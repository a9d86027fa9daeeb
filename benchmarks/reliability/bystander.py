"""Bystander: a normal viewer in its own process, which shows what an attack costs other users."""

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
    """Arrival times of frames, in seconds of the monotonic clock, and their numbers of points."""

    frames: list[tuple[float, int]] = field(default_factory=list)

    def rate(self, since: float, until: float) -> float:
        """Points per second."""
        return sum(points for at, points in self.frames if since <= at < until) / (until - since)

    def gap_s(self, since: float, until: float, share: float) -> float:
        """Quantile of the pauses between two frames, in seconds."""
        inside = [at for at, _ in self.frames if since <= at < until]
        ends = [since, *inside, until]
        return percentile([b - a for a, b in pairwise(ends)], share)


@contextmanager
def bystander(server: LoggedServer, who: int = 0) -> Iterator[Bystander]:
    """Watch new races while the block runs; its frames are available after the block."""
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
    """In the child process: run after run, acknowledged as the page does."""
    told.send(asyncio.run(runs(live, first, begun, end)))


async def runs(live: str, first: int, begun: Event, end: Event) -> list[tuple[float, int]]:
    """Watch runs until ``end`` is set; a lost connection shows as a pause that does not end."""
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
    """Receive one run."""
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
