"""G19: SIGTERM while viewers are connected, some of which read nothing. DRAINS=50 by default."""

import asyncio
import json
import os
import signal
import time
from contextlib import AsyncExitStack

from websockets.exceptions import ConnectionClosed

from ..report import Figure, percentile
from .rig import LoggedServer, hello, race, running, viewing

DRAINS = int(os.environ.get("DRAINS", 50))
HEALTHY, BLOCKED = 50, 5
LIMIT_S = 5.0


async def drain(server: LoggedServer) -> tuple[float, int]:
    """Seconds from SIGTERM to the exit, and how many normal viewers got close code 1012."""
    async with AsyncExitStack() as stack:
        healthy = []
        for number in range(HEALTHY):
            socket = await stack.enter_async_context(viewing(server, open_timeout=60))
            await hello(socket)
            asked = {"type": "run", "run": 1, "experiment": race(number, 5000), "from_step": 0}
            await socket.send(json.dumps(asked))
            healthy.append(asyncio.create_task(code(socket)))
        for number in range(BLOCKED):
            blocked = await stack.enter_async_context(
                viewing(server, max_queue=1, open_timeout=60, close_timeout=0.1)
            )
            asked = {"type": "run", "run": 1, "experiment": race(number, 10_000, 16), "from_step": 0}
            await blocked.send(json.dumps(asked))
        await asyncio.sleep(1)
        begun = time.perf_counter()
        server.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(server.process.wait, 60)
        took = time.perf_counter() - begun
        codes = await asyncio.gather(*healthy)
    return took, codes.count(1012)


async def code(socket: object) -> int | None:
    """Read until the server closes; returns its close code."""
    try:
        async for _ in socket:  # type: ignore[attr-defined]
            pass
    except ConnectionClosed:
        pass
    return socket.close_code  # type: ignore[attr-defined,no-any-return]


def measure() -> list[Figure]:
    """Duration of each shutdown, and close codes of the normal viewers."""
    times, told = [], 0
    for _ in range(DRAINS):
        with running(workers=1) as server:
            took, well = asyncio.run(drain(server))
        times.append(took)
        told += well
    late = sum(took > LIMIT_S for took in times)
    return [
        Figure("drain: not ended within 5 s of SIGTERM", late, f"of {DRAINS}", 0),
        Figure("drain: seconds to the exit, median", percentile(times, 0.5), "s"),
        Figure("drain: seconds to the exit, longest", max(times), "s", LIMIT_S),
        Figure(
            "drain: healthy viewers told 1012", told, f"of {HEALTHY * DRAINS}", HEALTHY * DRAINS, "higher"
        ),
    ]
