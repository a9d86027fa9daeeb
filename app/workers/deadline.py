"""How long a call may take: in processor time, as long as its process waits for nothing but a processor."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, final

ROUNDS = 6
"""Times the limit in all, however few processors there are for however many."""


@final
class Clock(NamedTuple):
    """What a process has had of the processors."""

    ticks: int
    """Hundredths of a second, in its own code and in the system's."""
    waits: bool
    """Whether it would run if it were let: it neither sleeps nor waits for a device."""


@asynccontextmanager
async def deadline(limit_s: float, pid: int | None) -> AsyncIterator[asyncio.Timeout]:
    """A time limit of a worker's call: ``expired`` tells whether it was that which ended it.

    A process that others have kept from the processors is given more time, up to ``ROUNDS`` limits; one that
    hangs, or has had its limit of processor time, is not. Where the system does not tell, time is time.
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
    """Of a process, from Linux's ``/proc``; None where there is none to be had."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return Clock(int(fields[11]) + int(fields[12]), fields[0] in "RT")


def _seconds(begun: Clock, now: Clock) -> float:
    return (now.ticks - begun.ticks) / 100
