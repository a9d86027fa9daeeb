"""Executor: what the server asks of whatever runs its worker calls, and nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar, TypeVarTuple, final, runtime_checkable

from ..core.settings import Settings

A = TypeVarTuple("A")
T = TypeVar("T")


@final
class Lane(Enum):
    """Lane: a kind of call, with the number of its slots."""

    INTERACTIVE = "interactive"
    """What a slider waits on: surfaces, formulas, problems of two weights, and short analyses. A call takes
    about 10 ms."""
    BACKGROUND = "background"
    """Networks, and what REST needs as a whole, at a lower priority. A call takes about 0.1 s."""
    LONG = "long"
    """Maps, GIF animations, and analyses that take long: a call takes up to seconds. At the lower priority
    too."""
    PROGRAM = "program"
    """Calls that start another program, such as a video encoder. The only ones without a sandbox."""

    def slots(self, settings: Settings) -> int:
        """How many calls run at once. Those of ``LONG`` are among those of ``BACKGROUND``: a half of them, so
        that they never block all runs."""
        return {
            Lane.INTERACTIVE: settings.workers,
            Lane.BACKGROUND: settings.background_workers,
            Lane.LONG: max(1, settings.background_workers // 2),
            Lane.PROGRAM: 1,
        }[self]


class Executor(Protocol):
    """Executor: calls functions elsewhere, so that no computation blocks the server.

    Every call is idempotent and brings all that it needs: an executor may repeat a call that was lost.
    A call whose task is cancelled frees its place. If it waits, it never begins; if it runs, it ends soon.
    """

    async def start(self) -> None:
        """Get ready for calls.

        Raises:
            WorkerError: the executor cannot start.
        """

    async def stop(self) -> None:
        """End all calls at once; those under way fail with ``WorkersUnavailableError``."""

    async def call(
        self,
        keys: tuple[str, ...],
        lane: Lane,
        function: Callable[[*A], T],
        *args: *A,
        first: bool = False,
    ) -> T:
        """Call an importable, idempotent function; no Torch tensor may go in or out.

        Returns its result, or raises the error that it raised.

        Args:
            keys: calls with the same first key should run in the same process, which may hold what they need.
                If none has had that key, the process of the next key is preferred.
            lane: what kind of call it is.
            function: what to call.
            args: its arguments, pickled.
            first: whether a viewer sees nothing before it returns; it should come before calls that are not.

        Raises:
            WorkersUnavailableError: every process that tried it died, or the executor is stopped.
            WorkerTimeoutError: it took longer than the setting ``call_timeout_s``, twice.
        """

    def ahead(self, key: str, lane: Lane) -> int:
        """Number of calls that come before the next one with this first key; 0 if none of them waits."""


@final
@dataclass(frozen=True)
class WorkerStatus:
    """Worker status: what the routes of health and metrics tell of worker processes.

    Attributes:
        ready: whether every worker has answered since the start, and none is being replaced after its death.
        pids: process ids of all workers.
        waiting: calls under way or waiting for a worker.
        deaths: processes that died or hung, and were replaced.
        ended: processes that were ended and replaced because nobody waited for their call any more.
    """

    ready: bool
    pids: tuple[int, ...]
    waiting: int
    deaths: int
    ended: int


@runtime_checkable
class Monitored(Protocol):
    """Monitored executor: one whose worker processes are known here. An executor need not be one."""

    def status(self) -> WorkerStatus:
        """The status now."""
