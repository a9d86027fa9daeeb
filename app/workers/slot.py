"""Worker slot: one process, killed when it hangs and replaced when it ends; lost calls are repeated."""

import asyncio
import contextlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool, _RemoteTraceback
from multiprocessing.context import BaseContext
from typing import Any, TypeVar, TypeVarTuple, final

from .deadline import deadline
from .errors import WorkersUnavailableError, WorkerTimeoutError
from .initialize import initialize
from .turns import Turns

log = logging.getLogger("descentlab")

A = TypeVarTuple("A")
T = TypeVar("T")

TRIES = 8
THREAD_CHECK_S = 0.5
FIRST_PAUSE_S = 0.05

RESTART_S = 5
"""Seconds after which another server may have taken the place of one that stops."""

GRACE_S = 0.5
"""Time, counted as in ``deadline``, in which a cancelled call may end by itself. The short calls of a run do,
and their process keeps what it holds; a sweep of ten seconds does not."""


@final
class Slot:
    """Slot: keeps one worker process running and calls functions in it.

    Calls must be idempotent: a call that was lost with its process is repeated. Calls run one at a time;
    others wait for their turns, so a call that is cancelled while it waits never runs. If it is cancelled
    while it runs, its caller goes on at once, and the next call begins when it has ended: after ``GRACE_S``
    its process is killed and replaced.
    """

    def __init__(self, context: BaseContext, nice: int, memory_bytes: int, *, confined: bool = True) -> None:
        self._context = context
        self._limits = nice, memory_bytes
        self._confined = confined
        self._folder: str | None = None
        """For temporary files of a process without a sandbox; removed with the process."""
        self._executor: ProcessPoolExecutor | None = None
        self._turns = Turns()
        self._closed = False
        self.load = 0
        """Number of calls that run or wait."""
        self.long = 0
        """Number of long calls among them."""
        self.deaths = 0
        """Number of processes that died or hung."""
        self.ended = 0
        """Number of processes that were killed because their call was cancelled."""
        self._ending: asyncio.Task[None] | None = None
        """Waits for the end of a cancelled call that runs."""

    @property
    def pids(self) -> list[int]:
        """Process ids of the worker: one, or none before its first call."""
        return [] if self._executor is None else list(self._executor._processes or ())

    @property
    def _pid(self) -> int | None:
        return next(iter(self.pids), None)

    @property
    def is_up(self) -> bool:
        """Whether the process runs, or is being replaced only because its call was cancelled."""
        return bool(self.pids) or self._ending is not None

    def ahead(self, key: str) -> int:
        """How many calls come before the first one with this key; 0 if there is none in the line."""
        return self._turns.ahead(key)

    async def call(
        self,
        timeout_s: float,
        function: Callable[[*A], T],
        *args: *A,
        key: str = "",
        first: bool = False,
        long: bool = False,
    ) -> T:
        """Call the function in the worker; returns its result, or raises the error that it raised.

        Args:
            timeout_s: time limit of one try. The time in which the call waits for earlier ones does not
                count; a process that waits for a processor gets more time, see ``deadline``.
            function: what to call; it may be called several times if a process is lost.
            args: its arguments.
            key: its name for ``ahead``.
            first: whether it comes before calls that are not, see ``Turns``.
            long: whether ``long`` counts it.

        Raises:
            WorkersUnavailableError: every process that tried the call died, or the slot is closed.
            WorkerTimeoutError: two tries exceeded the limit.
        """
        with self._counted(long):
            async with self._turns.taken(key, first=first):
                result: T = await self._call(timeout_s, lambda pool: pool.submit(function, *args), long)
                return result

    @contextlib.contextmanager
    def _counted(self, long: bool) -> Iterator[None]:
        self.load += 1
        self.long += long
        try:
            yield
        finally:
            self.load -= 1
            self.long -= long

    async def _call(
        self, timeout_s: float, submit: Callable[[ProcessPoolExecutor], Future[Any]], long: bool
    ) -> Any:
        timeouts = 0
        for attempt in range(TRIES):
            if self._closed:
                raise WorkersUnavailableError("The server is stopping. Try again in a moment.", RESTART_S)
            executor: ProcessPoolExecutor | None = None
            try:
                executor = await self._running()
                return await self._result(executor, submit(executor), timeout_s, long)
            except _LimitExceededError:
                self._lose(executor, f"its call took longer than {timeout_s:g} s")
                timeouts += 1
                if timeouts == 2:
                    raise WorkerTimeoutError(
                        f"The computation took longer than {timeout_s:g} s. Make it smaller."
                    ) from None
            except (BrokenProcessPool, OSError, EOFError) as error:
                if _was_raised_by_the_call(error):
                    raise
                self._lose(executor, f"it died, {type(error).__name__}")
                await asyncio.sleep(FIRST_PAUSE_S * 2**attempt)
        raise WorkersUnavailableError("Each process that tried this computation ended. Make it smaller.")

    async def _result(
        self, executor: ProcessPoolExecutor, future: Future[Any], timeout_s: float, long: bool
    ) -> Any:
        """The result of a submitted call.

        Raises:
            _LimitExceededError: it has not ended within the limit.
        """
        try:
            async with deadline(timeout_s, self._pid) as limit:
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if limit.expired():
                raise _LimitExceededError from None
            raise
        except asyncio.CancelledError:
            if not (self._closed or future.done() or future.cancel()):  # it runs
                self._ending = asyncio.create_task(self._end(executor, future, long))
            raise

    async def _end(self, executor: ProcessPoolExecutor, future: Future[Any], long: bool) -> None:
        """Wait for the end of a cancelled call; after ``GRACE_S`` kill its process and start another."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def tell(_: Future[Any]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the server has stopped
                loop.call_soon_threadsafe(ended.set)

        future.add_done_callback(tell)
        with self._counted(long):
            try:
                async with deadline(GRACE_S, self._pid):
                    await ended.wait()
            except TimeoutError:
                self.ended += 1
                self._discard(executor)
                with contextlib.suppress(BrokenProcessPool, OSError, EOFError):  # the next call tries again
                    await self._started()
            finally:
                self._ending = None

    async def _running(self) -> ProcessPoolExecutor:
        """The executor, when no cancelled call runs in it any more."""
        if self._ending is not None:
            await asyncio.wait({self._ending})
        return await self._started()

    async def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._folder = None if self._confined else tempfile.mkdtemp(prefix="descentlab-")
            executor = ProcessPoolExecutor(
                1,
                mp_context=self._context,
                initializer=initialize,
                initargs=(*self._limits, self._folder),
            )
            self._executor = executor
            await _first_answer(executor)
        return self._executor

    def _lose(self, executor: ProcessPoolExecutor | None, why: str) -> None:
        """Replace a process that died or hung."""
        if not self._closed:
            self.deaths += 1
            log.warning("a worker process was replaced: %s", why)
        self._discard(executor)

    def _discard(self, executor: ProcessPoolExecutor | None) -> None:
        """Kill the process and forget it; the next call starts another."""
        executor = executor or self._executor
        if executor is None:
            return
        for process in list((executor._processes or {}).values()):
            with contextlib.suppress(OSError, ValueError):
                process.kill()
        executor.shutdown(wait=False, cancel_futures=True)
        if self._executor is executor:
            self._executor = None
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    async def close(self) -> None:
        """End the worker at once, and wait until its threads and semaphores in this process are released."""
        self._closed = True
        if self._ending is not None:
            self._ending.cancel()
            await asyncio.wait({self._ending})
        executor = self._executor
        if executor is not None:
            self._discard(executor)
            await asyncio.to_thread(executor.shutdown)


async def _first_answer(executor: ProcessPoolExecutor) -> None:
    """Start the process of an executor; it may wait for the fork server to have imported Torch.

    Raises:
        BrokenProcessPool: a thread of the executor cannot be started, so no call would ever end.
    """
    try:
        future = await asyncio.to_thread(executor.submit, _nothing)
    except RuntimeError as error:
        raise BrokenProcessPool(str(error)) from error
    answer = asyncio.wrap_future(future)
    while not answer.done():
        await asyncio.wait({answer}, timeout=THREAD_CHECK_S)
        manager: Any = executor._executor_manager_thread
        if not answer.done() and (manager is None or not manager.is_alive()):
            answer.cancel()
            raise BrokenProcessPool("a thread of the executor has ended")
    answer.result()


class _LimitExceededError(Exception):
    """The call has not ended within its time limit. No ``TimeoutError``: that may be the function's own."""


def _was_raised_by_the_call(error: BaseException) -> bool:
    """Whether the error was raised by the called function, and not by a lost process."""
    if isinstance(error, TimeoutError):  # asyncio copies it, without its cause
        return True
    return isinstance(error.__cause__, _RemoteTraceback) and not isinstance(error, BrokenProcessPool)


def _nothing() -> None:
    """Do nothing; calling this in a pool makes it start its process."""
