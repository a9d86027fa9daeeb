"""Timeout of a worker call: counted in CPU time while the process is runnable."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, final

MAX_WALL_TIME_FACTOR = 6
"""Longest wall time, as a multiple of the limit."""


@final
class CpuTime(NamedTuple):
    """CPU time: how much a process has used so far."""

    ticks: int
    """Hundredths of a second, in user and in system mode."""
    is_runnable: bool
    """Whether it is runnable: it neither sleeps nor waits for a device."""


@asynccontextmanager
async def deadline(limit_s: float, pid: int | None) -> AsyncIterator[asyncio.Timeout]:
    """Timeout of a worker call; ``expired()`` of its value says whether the timeout ended the call.

    A process that waits for a processor gets more time, up to ``MAX_WALL_TIME_FACTOR`` times the limit; one
    that hangs, or has used the limit in CPU time, does not. Without ``/proc`` the limit is wall time.

    Raises:
        TimeoutError: if the timeout ended the call.
    """
    loop = asyncio.get_running_loop()
    start = cpu_time(pid)
    end = loop.time() + MAX_WALL_TIME_FACTOR * limit_s
    timers: list[asyncio.TimerHandle] = []
    async with asyncio.timeout(None) as timeout:

        def check() -> None:
            now = cpu_time(pid)
            late = loop.time() >= end
            if start is None or now is None or late or not now.is_runnable or _seconds(start, now) >= limit_s:
                timeout.reschedule(loop.time())
            else:
                timers.append(loop.call_later(max(limit_s - _seconds(start, now), 0.05 * limit_s), check))

        timers.append(loop.call_later(limit_s, check))
        try:
            yield timeout
        finally:
            timers[-1].cancel()


def cpu_time(pid: int | None) -> CpuTime | None:
    """The CPU time of a process, from Linux's ``/proc``; None where it cannot be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return CpuTime(int(fields[11]) + int(fields[12]), fields[0] in "RT")


def _seconds(start: CpuTime, now: CpuTime) -> float:
    return (now.ticks - start.ticks) / 100
