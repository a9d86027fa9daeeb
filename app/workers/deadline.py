"""Timeout of a worker call: counted in CPU time while the process is runnable."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, final

ROUNDS = 6
"""Longest wall time, as a multiple of the limit."""


@final
class Clock(NamedTuple):
    """CPU time: what a process has used so far."""

    ticks: int
    """Hundredths of a second, in user and in system mode."""
    waits: bool
    """Whether it is runnable: it neither sleeps nor waits for a device."""


@asynccontextmanager
async def deadline(limit_s: float, pid: int | None) -> AsyncIterator[asyncio.Timeout]:
    """Timeout of a worker's call; ``expired()`` of its value says whether the timeout ended the call.

    A process that waits for a processor gets more time, up to ``ROUNDS`` times the limit; one that hangs, or
    has used the limit in CPU time, does not. Without ``/proc`` the limit is wall time.
    """
    loop = asyncio.get_running_loop()
    begun = clock(pid)
    ends = loop.time() + ROUNDS * limit_s
    looks: list[asyncio.TimerHandle] = []
    async with asyncio.timeout(None) as timeout:

        def look() -> None:
            now = clock(pid)
            late = loop.time() >= ends
            if begun is None or now is None or late or not now.waits or _seconds(begun, now) >= limit_s:
                timeout.reschedule(loop.time())
            else:
                looks.append(loop.call_later(max(limit_s - _seconds(begun, now), 0.05 * limit_s), look))

        looks.append(loop.call_later(limit_s, look))
        try:
            yield timeout
        finally:
            looks[-1].cancel()


def clock(pid: int | None) -> Clock | None:
    """The CPU time of a process, from Linux's ``/proc``; None where it cannot be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return Clock(int(fields[11]) + int(fields[12]), fields[0] in "RT")


def _seconds(begun: Clock, now: Clock) -> float:
    return (now.ticks - begun.ticks) / 100
