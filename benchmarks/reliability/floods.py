"""G13: a client that sends as fast as it can, again and again, beside one who watches. SECONDS=30."""

import asyncio
import json
import os
import time

from websockets.exceptions import ConnectionClosed

from ..report import Figure, percentile
from .rig import Server, hello, race, running, viewing, watch

SECONDS = float(os.environ.get("SECONDS", 30))


async def flood(server: Server, until: float, closed: list[float]) -> int:
    """Seconds until it is put out, each time; how many messages it sent in all."""
    sent, number = 0, 0
    while time.monotonic() < until:
        try:
            async with viewing(server, close_timeout=0.1) as socket:
                await hello(socket)
                begun = time.monotonic()
                while True:
                    number += 1
                    asked = {"type": "run", "run": number, "experiment": race(number, 200), "from_step": 0}
                    await socket.send(json.dumps(asked))
                    sent += 1
        except ConnectionClosed:
            closed.append(time.monotonic() - begun)
    return sent


async def races(server: Server, seconds: float, first: int) -> float:
    """Points a second that a viewer is sent."""
    points, run, begun = 0, 0, time.monotonic()
    async with viewing(server) as socket:
        await hello(socket)
        while time.monotonic() - begun < seconds:
            run += 1
            seen = await watch(socket, run, race(first + run, 2000))
            assert seen.ended == "done"
            points += seen.next
            await asyncio.sleep(0.05)
    return points / (time.monotonic() - begun)


async def attack(server: Server) -> tuple[float, float, int, list[float], float]:
    """Points a second alone and beside the flood; messages; closings; memory grown."""
    alone = await races(server, 10, 100_000)
    memory = server.rss_mb()
    closed: list[float] = []
    flooding = asyncio.create_task(flood(server, time.monotonic() + SECONDS, closed))
    beside = await races(server, SECONDS - 1, 200_000)
    sent = await flooding
    return alone, beside, sent, closed, server.rss_mb() - memory


def measure() -> list[Figure]:
    """How soon it is put out, and what a viewer loses."""
    with running() as server:
        alone, beside, sent, closed, grown = asyncio.run(attack(server))
    return [
        Figure(
            "flood: put out after, p95",
            percentile(closed, 0.95),
            "s",
            2,
            detail=f"{len(closed)} times, {sent:,} messages",
        ),
        Figure("flood: a viewer's points a second, beside it / alone", beside / alone, "x", 0.9, "higher"),
        Figure("flood: memory of the server's process grew by", grown, "MB", 30),
    ]
