"""Table supply: brings users' kept tables to the processes that need them."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, final

from engine.catalog.datasets.tables.held import MissingTable, held_profile, hold_profile
from engine.core.errors import InvalidSpec
from engine.spec.experiment import Experiment
from engine.spec.problems.network_completion import data_errors

from ..core.problem_details import ProblemError
from ..store.kept_tables import KeptTables
from ..workers import Executor, Lane, WorkersUnavailableError
from ..workers.calls import with_table

A = TypeVarTuple("A")
T = TypeVar("T")

POINTER = "/problem/dataset/params/table"


@final
class TableSupply:
    """Table supply: an executor that repeats a call with the table that its process misses.

    Calls name a table by its id. A process that has read it answers at once; another one raises
    ``MissingTable``, and gets the text with the repeated call.
    """

    def __init__(self, executor: Executor, kept: KeptTables) -> None:
        self._executor = executor
        self._kept = kept

    async def start(self) -> None:
        await self._executor.start()

    async def stop(self) -> None:
        await self._executor.stop()

    def ahead(self, key: str, lane: Lane) -> int:
        return self._executor.ahead(key, lane)

    async def call(self, keys: tuple[str, ...], lane: Lane, function: Callable[[*A], T], *args: *A) -> T:
        """Call a function, as every executor does.

        Raises:
            InvalidSpec: if it needs a table that is not kept any more.
        """
        try:
            return await self._executor.call(keys, lane, function, *args)
        except MissingTable as missed:
            id_ = missed.id
        text = await self._text(id_)
        return await self._executor.call(keys, lane, with_table, id_, text, function, args)

    async def _text(self, id_: str) -> str:
        try:
            return await self._kept.load(id_)
        except MissingTable as error:
            raise InvalidSpec(POINTER, error.detail) from None
        except ProblemError as error:
            raise WorkersUnavailableError(error.detail) from None

    async def prepare(self, experiment: Experiment) -> None:
        """Fetch the columns of the kept table that an experiment names, if it names one, into this process.

        Raises:
            InvalidSpec: if the table is not kept, or cannot be read as it is to be; with the pointer in the
                experiment.
            WorkerError: if it cannot be read now.
        """
        if (kept := experiment.problem.kept_table) is None:
            return
        id_, options = kept
        try:
            held_profile(id_, options)
        except MissingTable:
            with data_errors():
                hold_profile(id_, options, await self.call((id_,), Lane.LONG, held_profile, id_, options))
