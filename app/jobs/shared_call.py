"""Shared call: one computation for all clients that wait for it, cancelled when the last of them leaves."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, final


@final
@dataclass
class _Computation:
    task: asyncio.Task[None]
    waiting: int = 0


@final
class SharedCall:
    """Shared call: runs one computation at a time, for all who wait for it."""

    def __init__(self) -> None:
        self._now: _Computation | None = None

    async def join(self, compute: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Wait for the computation under way; if there is none, start ``compute`` and wait for it.

        If the caller is cancelled, the computation goes on for the others; if it was the last one, the
        computation is cancelled. Raises what the computation raises, in all who wait.
        """
        now = self._now
        if now is None or now.task.done():
            now = self._now = _Computation(asyncio.create_task(compute()))
            now.task.add_done_callback(_retrieve)
        now.waiting += 1
        try:
            await asyncio.wait({now.task})
        finally:
            now.waiting -= 1
            if not (now.waiting or now.task.done()):
                now.task.cancel()
                self._now = None
        now.task.result()


def _retrieve(task: asyncio.Task[None]) -> None:
    """Retrieve the exception, or asyncio logs it if all who waited were cancelled meanwhile."""
    if not task.cancelled():
        task.exception()
