"""Local pool: the executor whose workers are processes of this machine."""

import asyncio
import gc
import logging
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, final

from ..core.settings import Settings
from .errors import WorkersUnavailableError
from .executor import Lane, WorkerStatus
from .fork_server import start_fork_server, worker_context
from .sandbox import is_sandboxed
from .slot import Slot
from .slot_group import SlotGroup

A = TypeVarTuple("A")
T = TypeVar("T")

log = logging.getLogger("descentlab")

START_TIMEOUT_S = 120.0

START_S = 3
"""Seconds after which workers that have not started may have."""


@final
class LocalPool:
    """Local pool: an ``Executor`` with one process for each slot.

    Processes of the background lane have a lower priority. That of ``Lane.PROGRAM`` starts at its first call.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._groups: dict[Lane, SlotGroup] = {}
        self._ready = False

    async def start(self) -> None:
        """Start the workers, except that of ``Lane.PROGRAM``, and wait until each has answered.

        Logs a warning if they cannot be confined.

        Raises:
            WorkerError: a worker does not start.
        """
        await asyncio.to_thread(start_fork_server)
        background = self._group(Lane.BACKGROUND)
        self._groups = {
            Lane.INTERACTIVE: self._group(Lane.INTERACTIVE),
            Lane.BACKGROUND: background,
            Lane.LONG: background,
            Lane.PROGRAM: self._group(Lane.PROGRAM),
        }
        confined = await asyncio.gather(
            *(slot.call(START_TIMEOUT_S, is_sandboxed) for slot in self._confined)
        )
        if not all(confined):
            log.warning("this system cannot confine worker processes: they could open sockets and files")
        self._ready = True

    async def stop(self) -> None:
        """End all workers at once; calls under way fail with ``WorkersUnavailableError``."""
        self._ready = False
        await asyncio.gather(*(slot.close() for slot in self._slots))
        gc.collect()  # unlinks the executors' semaphores, which nothing would at a death by signal

    async def call(
        self,
        keys: tuple[str, ...],
        lane: Lane,
        function: Callable[[*A], T],
        *args: *A,
        first: bool = False,
    ) -> T:
        """Call a function in a worker, as ``Executor.call`` says.

        A call that is cancelled while it runs keeps its worker for half a second at most, see ``Slot``.
        """
        group = self._groups.get(lane)
        if group is None:
            raise WorkersUnavailableError("The workers have not started. Try again in a moment.", START_S)
        # The same in all lanes: any call may have to compute a path anew to the point where it begins.
        limit_s = self._settings.call_timeout_s
        if lane is Lane.LONG:
            return await group.call_long(keys[0], limit_s, function, *args)
        return await group.call(keys, limit_s, function, *args, first=first)

    def ahead(self, key: str, lane: Lane) -> int:
        """Number of calls that come before the next one with this first key; 0 if none of them waits."""
        group = self._groups.get(lane)
        return 0 if group is None else group.ahead(key)

    def status(self) -> WorkerStatus:
        """The status now; process ids of the interactive lane come first."""
        slots = self._slots
        return WorkerStatus(
            ready=self._ready and all(slot.is_up for slot in self._confined),
            pids=tuple(pid for slot in slots for pid in slot.pids),
            waiting=sum(slot.load for slot in slots),
            deaths=sum(slot.deaths for slot in slots),
            ended=sum(slot.ended for slot in slots),
        )

    def _group(self, lane: Lane) -> SlotGroup:
        """New slots for a lane; their processes start with their first calls."""
        settings, context = self._settings, worker_context()
        nice = 0 if lane is Lane.INTERACTIVE else settings.background_nice
        memory = settings.worker_memory_mb * 2**20
        confined = lane is not Lane.PROGRAM
        slots = [Slot(context, nice, memory, confined=confined) for _ in range(lane.slots(settings))]
        return SlotGroup(slots, Lane.LONG.slots(settings))

    @property
    def _confined(self) -> list[Slot]:
        """The slots whose processes start with the pool and are in the sandbox."""
        lanes = (Lane.INTERACTIVE, Lane.BACKGROUND)
        return [slot for lane in lanes if lane in self._groups for slot in self._groups[lane].slots]

    @property
    def _slots(self) -> list[Slot]:
        program = self._groups.get(Lane.PROGRAM)
        return [*self._confined, *(program.slots if program else ())]
