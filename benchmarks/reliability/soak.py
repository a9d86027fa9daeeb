"""G21: memory growth over many runs. SECONDS=600 by default; two hours show more.

Every run is different, so that entries of every cache are added and evicted.
"""

import asyncio
import os
import time
from itertools import combinations
from pathlib import Path
from statistics import median

from ..report import Figure
from .rig import LoggedServer, hello, race, running, viewing, watch

SECONDS = float(os.environ.get("SECONDS", 600))
VIEWERS = 4
EVERY_S = 5.0


async def view(server: LoggedServer, until: float, viewer: int) -> int:
    """Watch run after run, with a new connection every twenty runs."""
    runs = 0
    while time.monotonic() < until:
        async with viewing(server, open_timeout=60) as socket:
            await hello(socket)
            for run in range(1, 21):
                runs += 1
                seen = await watch(socket, run, race(viewer * 1_000_000 + runs, 800))
                assert seen.ended == "done"
                await asyncio.sleep(0.02)
    return runs


def resident_mb(server: LoggedServer) -> float:
    """Memory of the server and its workers, in MB; shared pages count once.

    Mapped library files do not count, because other processes may share them.
    """
    total = 0.0
    for pid in server.family():
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
                total += int(line.split()[1]) / 1024
    return total


async def soak(server: LoggedServer) -> tuple[list[tuple[int, float]], int, int]:
    """(runs, megabytes) over time; file descriptors before and after."""
    descriptors = Path(f"/proc/{server.process.pid}/fd")
    before = len(list(descriptors.iterdir()))
    begun = time.monotonic()
    viewers = [asyncio.create_task(view(server, begun + SECONDS, number)) for number in range(VIEWERS)]
    samples = []
    while not all(task.done() for task in viewers):
        await asyncio.sleep(EVERY_S)
        samples.append((time.monotonic() - begun, resident_mb(server)))
    runs = sum([await task for task in viewers])
    await asyncio.sleep(2)
    after = len(list(descriptors.iterdir()))
    per_run = runs / samples[-1][0]
    return [(round(at * per_run), size) for at, size in samples], before, after


def slope(samples: list[tuple[int, float]]) -> float:
    """Theil-Sen estimator: the median of the slopes between all pairs."""
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(samples, 2) if b[0] > a[0])


def measure() -> list[Figure]:
    """MB per thousand runs over the last two thirds, when caches are full."""
    with running(cache_mb="16") as server:
        samples, before, after = asyncio.run(soak(server))
    late = samples[len(samples) // 3 :]
    detail = f"{samples[-1][0]:,} runs in {SECONDS:.0f} s; {late[0][1]:.0f} to {late[-1][1]:.0f} MB"
    return [
        Figure(
            "soak: memory of server and workers, per 1,000 runs", 1000 * slope(late), "MB", 1, detail=detail
        ),
        Figure("soak: file descriptors left over", after - before, "", 2),
    ]
