"""Worker slot: one process, killed when it hangs and replaced when it ends; lost calls are repeated."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool, _RemoteTraceback
from multiprocessing.context import BaseContext
from typing import Any, TypeVar, TypeVarTuple, final

from .deadline import deadline
from .errors import WorkersUnavailableError, WorkerTimeoutError
from .initialize import initialize

A = TypeVarTuple("A")
T = TypeVar("T")

TRIES = 8
FIRST_PAUSE_S = 0.05


@final
class Slot:
    """Slot: keeps one worker process running and calls functions in it.

    Calls must be idempotent: a call that was lost with its process is repeated. Calls run one at a time;
    others wait in order, so a call that is cancelled while it waits never runs.
    """

    def __init__(self, context: BaseContext, nice: int, memory_bytes: int, *, confined: bool = True) -> None:
        self._context = context
        self._initargs = (nice, memory_bytes, confined)
        self._executor: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()
        self._closed = False
        self.load = 0
        """Number of calls that run or wait."""
        self.long = 0
        """Number of long calls among them."""
        self.deaths = 0
        """Number of processes that died, hung or were killed."""
        self._line: list[tuple[str, object]] = []

    @property
    def pids(self) -> list[int]:
        """Process ids of the worker: one, or none before its first call."""
        return [] if self._executor is None else list(self._executor._processes or ())

    @contextlib.contextmanager
    def lined_up(self, key: str) -> Iterator[None]:
        """Context in which a call with this key counts as queued, for ``ahead``."""
        ticket = (key, object())
        self._line.append(ticket)
        try:
            yield
        finally:
            self._line.remove(ticket)

    def ahead(self, key: str) -> int:
        """How many calls come before the first one with this key; 0 if there is none in the line."""
        return next((place for place, (whose, _) in enumerate(self._line) if whose == key), 0)

    async def call(self, timeout_s: float, function: Callable[[*A], T], *args: *A) -> T:
        """Call the function in the worker; returns its result, or raises the error that it raised.

        Args:
            timeout_s: time limit of one try. The time in which the call waits for earlier ones does not
                count; a process that waits for a processor gets more time, see ``deadline``.
            function: what to call; it may be called several times if a process is lost.
            args: its arguments.

        Raises:
            WorkersUnavailableError: every process that tried the call died, or the slot is closed.
            WorkerTimeoutError: two tries exceeded the limit.
        """
        self.load += 1
        try:
            async with self._turn:
                result: T = await self._call(timeout_s, lambda pool: pool.submit(function, *args))
                return result
        finally:
            self.load -= 1

    async def _call(self, timeout_s: float, submit: Callable[[ProcessPoolExecutor], Any]) -> Any:
        timeouts = 0
        for attempt in range(TRIES):
            if self._closed:
                break
            executor: ProcessPoolExecutor | None = None
            limit: asyncio.Timeout | None = None
            try:
                executor = await self._running()
                async with deadline(timeout_s, next(iter(self.pids), None)) as limit:
                    return await asyncio.wrap_future(submit(executor))
            except TimeoutError:  # before OSError, of which it is one
                if limit is None or not limit.expired():
                    raise
                self._discard(executor)
                timeouts += 1
                if timeouts == 2:
                    raise WorkerTimeoutError(
                        f"The computation took longer than {timeout_s:g} s. Make it smaller."
                    ) from None
            except (BrokenProcessPool, OSError, EOFError) as error:
                if _was_raised_by_the_call(error):
                    raise
                self._discard(executor)
                await asyncio.sleep(FIRST_PAUSE_S * 2**attempt)
        raise WorkersUnavailableError("No worker process could do this computation. Try again in a moment.")

    async def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            executor = ProcessPoolExecutor(
                1, mp_context=self._context, initializer=initialize, initargs=self._initargs
            )
            self._executor = executor
            # The first call forks: it may wait for the fork server to have imported Torch.
            await asyncio.wrap_future(await asyncio.to_thread(executor.submit, _nothing))
        return self._executor

    def _discard(self, executor: ProcessPoolExecutor | None) -> None:
        """Kill the process and forget it; the next call starts another."""
        executor = executor or self._executor
        if executor is None:
            return
        for process in list((executor._processes or {}).values()):
            with contextlib.suppress(OSError, ValueError):
                process.kill()
        executor.shutdown(wait=False, cancel_futures=True)
        self.deaths += not self._closed
        if self._executor is executor:
            self._executor = None

    async def close(self) -> None:
        """End the worker at once, and wait until its threads and semaphores in this process are released."""
        self._closed = True
        executor, self._executor = self._executor, None
        if executor is not None:
            self._discard(executor)
            await asyncio.to_thread(executor.shutdown)


def _was_raised_by_the_call(error: BaseException) -> bool:
    """Whether the error was raised by the called function, and not by a lost process."""
    return isinstance(error.__cause__, _RemoteTraceback) and not isinstance(error, BrokenProcessPool)


def _nothing() -> None:
    """Do nothing; calling this in a pool makes it start its process."""
