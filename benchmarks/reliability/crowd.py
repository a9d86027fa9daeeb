"""G14: a class of 300 at one address opens the same link within 10 s, and then 300 different ones.

CLIENTS=30 for fewer. The control is a server that lets 100 connections of one address in.
"""

import asyncio
import os
import time

from ..report import Figure, percentile
from .rig import Seen, Server, all_of, hello, race, running, viewing, watch

CLIENTS = int(os.environ.get("CLIENTS", 300))
WITHIN_S = 10.0


async def join(server: Server, number: int, spec: dict[str, object]) -> Seen | None:
    """One student: comes some time within ten seconds; None if turned away."""
    await asyncio.sleep(WITHIN_S * number / CLIENTS)
    begun = time.perf_counter()
    async with viewing(server, open_timeout=60) as socket:
        try:
            await hello(socket)
        except AssertionError:
            return None
        seen = await watch(socket, 1, spec)
        seen.first_s += seen.arrivals[0] - begun - seen.first_s
        # They stay and look: the server holds them all at once.
        await asyncio.sleep(max(0.0, WITHIN_S + 2 - (time.perf_counter() - begun)))
        return seen


async def crowd(server: Server, apart: bool) -> list[Seen | None]:
    """All of them."""
    return await all_of(CLIENTS, lambda number: join(server, number, race(7_000 + number * apart)))


def measure() -> list[Figure]:
    """From the handshake to the first frame, and who was turned away."""
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
            Figure(f"class, {words}: handshake to first frame, p95", percentile(first, 0.95), "s", 2),
        ]
        if not apart:
            same = len({one.path() for one in there})
            figures.append(Figure("class, one link: different results", same, "", 1))
    with running(workers=1, connections_per_address="100") as server:
        refused = asyncio.run(crowd(server, False)).count(None)
    figures.append(
        Figure("control: refused where 100 may come", refused, f"of {CLIENTS}", CLIENTS - 100, "higher")
    )
    return figures
