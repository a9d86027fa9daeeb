"""G28: clients that request seconds of work and leave at once, and how long the next client waits.

LEAVERS=5 for fewer. The control is a client that comes while the others stay.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from ..report import Figure
from .rig import LoggedServer, hello, race, running, viewing, watch

LEAVERS = int(os.environ.get("LEAVERS", 20))
GOAL_S = 5.0
TIMEOUT_S = 600

Request = tuple[str, dict[str, Any]]


def network(steps: int) -> dict[str, Any]:
    """A small network with one racer."""
    return {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [16]}},
            "dataset": {"name": "moons"},
        },
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
        "steps": steps,
    }


def sweep(steps: int) -> Request:
    """A sweep of a network: 2,000 steps are about four seconds of a core."""
    return "/api/v1/sweeps", {"experiment": network(steps)}


def basins(steps: int) -> Request:
    """A map of basins: 900 steps are about five seconds of a core."""
    racers = [{"optimizer": {"name": "adam", "params": {"lr": 0.03}}}]
    surface = {"kind": "surface", "surface": {"name": "himmelblau"}}
    experiment = {"problem": surface, "racers": racers, "steps": steps}
    return "/api/v1/maps", {"experiment": experiment, "kind": "basins", "resolution": 200}


KINDS: dict[str, Callable[[int], Request]] = {
    "sweeps": lambda number: sweep(2_000 + number),
    "maps": lambda number: basins(900 - number),
}


async def post(server: LoggedServer, request: Request) -> None:
    """Send a request and wait for its answer."""
    async with httpx2.AsyncClient(base_url=server.url, timeout=TIMEOUT_S) as client:
        answer = await client.post(request[0], json=request[1])
        assert answer.status_code == 200, answer.text


async def view(server: LoggedServer, number: int) -> None:
    """Watch a race on a surface to its end."""
    async with viewing(server) as socket:
        await hello(socket)
        assert (await watch(socket, 1, race(number, 500))).ended == "done"


async def timed(work: Awaitable[None]) -> float:
    """Seconds that the work takes."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def next_client(server: LoggedServer, number: int) -> list[float]:
    """Seconds of a run on the WebSocket, of a trajectory over REST, and of a short sweep, all at once."""
    works = (
        view(server, number),
        post(server, ("/api/v1/trajectories", race(number + 500, 500))),
        post(server, sweep(10 + number)),
    )
    return list(await asyncio.gather(*map(timed, works)))


async def under_way(server: LoggedServer, requests: int) -> None:
    """Wait until this many REST computations are under way."""
    async with httpx2.AsyncClient(base_url=server.url, timeout=TIMEOUT_S) as client:
        while f"descentlab_requests {requests}.0" not in (await client.get("/metrics")).text:
            await asyncio.sleep(0.02)


async def wait_behind(server: LoggedServer, kind: str, leave: bool) -> tuple[list[float], list[float]]:
    """The next client's seconds alone, and behind many requests whose clients have left or stay."""
    await next_client(server, 0)
    alone = await next_client(server, 1)
    asked = [asyncio.create_task(post(server, KINDS[kind](number))) for number in range(LEAVERS)]
    await under_way(server, LEAVERS)
    if leave:
        for task in asked:
            task.cancel()
    behind = await next_client(server, 2)
    for task in asked:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*asked)
    return alone, behind


def measure() -> list[Figure]:
    """Seconds of the client that comes after those who left, beside the same on an idle server."""
    figures = []
    for kind in KINDS:
        for leave in (True, False):
            with running(workers=2, request_timeout_s=str(TIMEOUT_S)) as server:
                alone, behind = asyncio.run(wait_behind(server, kind, leave))
            who = f"behind {LEAVERS} {kind} whose clients {'left' if leave else 'stay (control)'}"
            for what, before, after in zip(("run", "trajectory", "short sweep"), alone, behind, strict=True):
                goal = GOAL_S if leave else None
                figures.append(Figure(f"{what} {who}", after, "s", goal, detail=f"alone {before:.2g} s"))
    return figures
