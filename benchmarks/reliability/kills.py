"""G10: workers are killed at random under load. KILLS=20 for fewer.

The control compares with a race whose learning rate differs in its last bit.
"""

import asyncio
import os
import random
import signal
import time

import httpx2

from ..report import Figure, percentile
from ..server_process import alive
from .rig import LoggedServer, Seen, hello, race, resumed, running, viewing, watch

KILLS = int(os.environ.get("KILLS", 200))
VIEWERS = 6


async def roll(server: LoggedServer, viewer: int, end: asyncio.Event, done: list[tuple[int, Seen]]) -> int:
    """Watch different races until ``end`` is set; returns how many connections were lost."""
    lost = 0
    number = viewer
    while not end.is_set():
        seen, times = await resumed(server, race(number, 1500))
        done.append((number, seen))
        lost += times
        number += VIEWERS
    return lost


async def kill(server: LoggedServer, back: list[float]) -> None:
    """Kill one worker after another, each time waiting until all workers run again."""
    dice = random.Random(7)
    async with httpx2.AsyncClient(base_url=server.url, timeout=30) as client:
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.05, 0.3))
            if workers := server.workers():
                os.kill(dice.choice(workers), signal.SIGKILL)
            begun = time.perf_counter()
            answer = await client.post("/api/v1/trajectories", json=race(10**6 + dice.randrange(10**6), 3))
            assert answer.status_code == 200
            back.append(time.perf_counter() - begun)


async def storm(server: LoggedServer) -> tuple[list[float], list[tuple[int, Seen]], int]:
    """Kill workers while viewers watch."""
    end, done, back = asyncio.Event(), [], []
    rolling = [asyncio.create_task(roll(server, viewer, end, done)) for viewer in range(VIEWERS)]
    await kill(server, back)
    end.set()
    return back, done, sum(await asyncio.gather(*rolling))


async def again(server: LoggedServer, number: int) -> bytes:
    """The same race on an undisturbed server."""
    async with viewing(server) as socket:
        await hello(socket)
        return (await watch(socket, 1, race(number, 1500))).path()


def measure() -> list[Figure]:
    """Server exits, recovery time, bits of the paths, orphaned processes."""
    with running(workers=2) as server:
        back, done, lost = asyncio.run(storm(server))
        exits = int(server.process.poll() is not None)
        family = server.family()
        sample = done[:: max(1, len(done) // 30)]
        same = [asyncio.run(again(server, number)) == seen.path() for number, seen in sample]
        other = asyncio.run(again(server, sample[0][0] + 1)) == sample[0][1].path()
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        time.sleep(10)
        orphans = sum(map(alive, family))
    gaps = sum(seen.gaps for _, seen in done)
    detail = f"{KILLS} kills, {len(done)} races of {VIEWERS} viewers meanwhile"
    return [
        Figure("worker kills: exits of the server", exits, "", 0, detail=detail),
        Figure("worker kills: a REST call until it is answered, p95", percentile(back, 0.95), "s", 8),
        Figure("worker kills: the same, longest", max(back), "s", 8),
        Figure("worker kills: races not ended by done", sum(s.ended != "done" for _, s in done), "", 0),
        Figure("worker kills: gaps or repeats of a point", gaps, "", 0),
        Figure("worker kills: connections lost", lost, "", 0),
        Figure("worker kills: races whose bits changed", same.count(False), f"of {len(same)}", 0),
        Figure("worker kills: orphans 10 s after kill -9 of the server", orphans, "", 0),
        Figure("control: another race has other bits", int(not other), "", 1, "higher"),
    ]
