"""G14: a class of 300 behind one address opens the same link within 10 s, and then 300 different ones.

CLIENTS=30 for fewer. Then growing classes with different links, in steps of STEP=100 (0: none), up to the
first that waits too long, on a server with higher limits. The control is a server with a limit of 100
connections per address.
"""

import asyncio
import os
import time
from collections.abc import Awaitable

from ..report import Figure, percentile
from .rig import LoggedServer, Seen, all_of, hello, race, running, viewing, watch

CLIENTS = int(os.environ.get("CLIENTS", 300))
STEP = int(os.environ.get("STEP", 100))
WITHIN_S = 10.0
FIRST_FRAME_S = 2.0


async def join(server: LoggedServer, after_s: float, spec: dict[str, object]) -> Seen | None:
    """One student, who connects after ``after_s`` seconds; None if the server refuses."""
    await asyncio.sleep(after_s)
    begun = time.perf_counter()
    async with viewing(server, open_timeout=60) as socket:
        try:
            await hello(socket)
        except AssertionError:
            return None
        seen = await watch(socket, 1, spec)
        seen.first_s += seen.arrivals[0] - begun - seen.first_s
        # Students stay connected, so the server has all of them at once.
        await asyncio.sleep(max(0.0, WITHIN_S + 2 - (time.perf_counter() - begun)))
        return seen


async def crowd(server: LoggedServer, apart: bool, clients: int = CLIENTS) -> list[Seen | None]:
    """All of them."""

    def student(number: int) -> Awaitable[Seen | None]:
        return join(server, WITHIN_S * number / clients, race(7_000 + number * apart))

    return await all_of(clients, student)


def largest() -> tuple[int, float, int, float]:
    """The largest class that meets the goal with its p95, and the next larger one with its p95."""
    good, its = 0, float("nan")
    for clients in range(CLIENTS + STEP, 100 * STEP, STEP):
        caps = {"connections_per_address": str(clients), "connections": str(clients)}
        with running(
            workers=2, connection_burst=str(clients), runs_per_worker=str(clients), **caps
        ) as server:
            seen = asyncio.run(crowd(server, True, clients))
        whole = [one for one in seen if one is not None and one.ended == "done"]
        p95 = percentile([one.first_s for one in whole], 0.95)
        if len(whole) < clients or p95 > FIRST_FRAME_S:
            break
        good, its = clients, p95
    return good, its, clients, p95


def measure() -> list[Figure]:
    """Seconds from the handshake to the first frame, and how many students were refused."""
    figures = []
    for apart, words in ((False, "one link"), (True, "a link each")):
        with running(workers=2) as server:
            seen = asyncio.run(crowd(server, apart))
        there = [one for one in seen if one is not None]
        first = [one.first_s for one in there]
        figures += [
            Figure(f"class, {words}: refused", len(seen) - len(there), f"of {CLIENTS}", 0),
            Figure(
                f"class, {words}: finished", sum(one.ended == "done" for one in there), "", CLIENTS, "higher"
            ),
            Figure(f"class, {words}: handshake to first frame, median", percentile(first, 0.5), "s"),
            Figure(
                f"class, {words}: handshake to first frame, p95", percentile(first, 0.95), "s", FIRST_FRAME_S
            ),
        ]
        if not apart:
            same = len({one.path() for one in there})
            figures.append(Figure("class, one link: different results", same, "", 1))
    if STEP:
        good, its, beyond, theirs = largest()
        figures.append(
            Figure(
                "largest class, a link each",
                good,
                "",
                CLIENTS,
                "higher",
                detail=f"p95 {its:.2f} s; of {beyond}: {theirs:.2f} s",
            )
        )
    with running(workers=1, connections_per_address="100") as server:
        refused = asyncio.run(crowd(server, False)).count(None)
    figures.append(
        Figure("control: refused where 100 may come", refused, f"of {CLIENTS}", CLIENTS - 100, "higher")
    )
    return figures
