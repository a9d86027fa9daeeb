"""Worker pool: calls functions in worker processes, behind an interface that other backends can implement.

Every call is idempotent and brings all that it needs. So a lost call is repeated, and any system that can
call a function (Ray, or plain replicas behind a load balancer) can replace this pool.
"""

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar, TypeVarTuple, final

from ..core.settings import Settings
from .fork_server import start_fork_server, worker_context
from .lane import Lane
from .sandbox import is_sandboxed
from .slot import Slot

A = TypeVarTuple("A")
T = TypeVar("T")

log = logging.getLogger("descentlab")

START_TIMEOUT_S = 120.0


@final
class Workers:
    """Worker pool: two lanes of worker processes.

    The interactive lane is for what a slider waits on: surfaces, formulas, two-weight problems. The
    background lane, whose processes have a lower priority, trains networks and serves REST.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._interactive = Lane([])
        self._background = Lane([])
        self._encoder: Slot | None = None
        self._ready = False

    @property
    def ready(self) -> bool:
        """Whether every worker has answered since the start, and none is being replaced."""
        return self._ready and all(slot.pids for slot in self._slots)

    @property
    def pids(self) -> list[int]:
        """Process ids of all workers, the interactive ones first."""
        return [pid for slot in self._slots for pid in slot.pids]

    @property
    def waiting(self) -> int:
        """Calls under way or waiting for a worker."""
        return sum(slot.load for slot in self._all)

    @property
    def deaths(self) -> int:
        """Worker processes that died or hung, and were replaced."""
        return sum(slot.deaths for slot in self._all)

    def ahead(self, key: str, background: bool) -> int:
        """Number of calls that come before the next one with this first key; 0 if none of them waits."""
        return (self._background if background else self._interactive).ahead(key)

    async def start(self) -> None:
        """Start all workers and wait until each has answered. Logs a warning if they cannot be confined.

        Raises:
            WorkerError: a worker does not start.
        """
        settings = self._settings
        await asyncio.to_thread(start_fork_server)
        context = worker_context()
        memory = settings.worker_memory_mb * 2**20
        self._interactive = Lane(
            [Slot(context, 0, memory) for _ in range(settings.workers)], settings.runs_per_worker
        )
        self._background = Lane(
            [Slot(context, settings.background_nice, memory) for _ in range(settings.background_workers)],
            settings.runs_per_worker,
        )
        confined = await asyncio.gather(*(slot.call(START_TIMEOUT_S, is_sandboxed) for slot in self._slots))
        if not all(confined):
            log.warning("this system cannot confine worker processes: they could open sockets and files")
        self._ready = True

    async def call_program(self, function: Callable[[*A], T], *args: *A) -> T:
        """Call a function that starts another program, such as a video encoder.

        It runs in a separate process without a sandbox, which starts at the first call and runs only such
        functions. Raises as ``call`` does.
        """
        if self._encoder is None:
            memory = self._settings.worker_memory_mb * 2**20
            self._encoder = Slot(worker_context(), self._settings.background_nice, memory, confined=False)
        return await self._encoder.call(self._settings.call_timeout_s, function, *args)

    async def stop(self) -> None:
        """End all workers at once; calls under way fail with ``WorkersUnavailableError``."""
        self._ready = False
        await asyncio.gather(*(slot.close() for slot in self._all))
        gc.collect()  # unlinks the executors' semaphores, which nothing would at a death by signal

    async def call(self, keys: Sequence[str], background: bool, function: Callable[[*A], T], *args: *A) -> T:
        """Call an importable, idempotent function in a worker; no Torch tensor may go in or out.

        Returns its result, or raises the error that it raised.

        Args:
            keys: calls with the same first key go to the same worker. If no worker has had it, the worker of
                the next key is preferred.
            background: whether to call it in the background lane instead of the interactive one.
            function: what to call, in a worker.
            args: its arguments, pickled.

        Raises:
            WorkersBusyError: too many are waiting already.
            WorkersUnavailableError: every worker that tried it died, or the pool is stopped.
            WorkerTimeoutError: it took longer than ``call_timeout_s``, twice.
        """
        lane = self._background if background else self._interactive
        return await lane.call(keys, self._settings.call_timeout_s, function, *args)

    async def call_long(self, key: str, function: Callable[[*A], T], *args: *A) -> T:
        """Call a function that may take about a second, in the background lane.

        Half of that lane's workers take such calls, so that they never block all runs. Raises as ``call``
        does.

        Args:
            key: calls with the same key go to the same worker.
            function: what to call, in a worker.
            args: its arguments, pickled.
        """
        return await self._background.call_long(key, self._settings.call_timeout_s, function, *args)

    @property
    def _slots(self) -> list[Slot]:
        return [*self._interactive.slots, *self._background.slots]

    @property
    def _all(self) -> list[Slot]:
        """The slots of both lanes, and that of ``call_program`` once it has been called."""
        return self._slots if self._encoder is None else [*self._slots, self._encoder]
