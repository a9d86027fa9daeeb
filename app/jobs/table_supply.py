"""Table supply: brings users' kept tables to the processes that need them."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, TypeVarTuple, final

from engine.catalog.datasets.tables.held import MissingTable, held_profile, hold_profile
from engine.catalog.datasets.tables.reading import Options, Profile
from engine.core.errors import InvalidSpec
from engine.spec.experiment import Experiment
from engine.spec.problems.network_completion import data_errors

from ..core.problem_details import ProblemError
from ..store.kept_tables import KeptTables
from ..workers import Executor, Lane, WorkersUnavailableError
from ..workers.calls import completed_text, with_table
from .lane_choice import lane_of

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

    async def call(
        self,
        keys: tuple[str, ...],
        lane: Lane,
        function: Callable[[*A], T],
        *args: *A,
        first: bool = False,
    ) -> T:
        """Call a function, as every executor does.

        Raises:
            InvalidSpec: if it needs a table that is not kept any more.
        """
        try:
            return await self._executor.call(keys, lane, function, *args, first=first)
        except MissingTable as missed:
            id_ = missed.id
        text = await self._text(id_)
        return await self._executor.call(keys, lane, with_table, id_, text, function, args, first=first)

    async def _text(self, id_: str) -> str:
        try:
            return await self._kept.load(id_)
        except MissingTable as error:
            raise InvalidSpec(POINTER, error.detail) from None
        except ProblemError as error:
            raise WorkersUnavailableError(error.detail, error.retry_after) from None

    async def prepare(self, experiment: Experiment, max_work: float) -> Experiment:
        """Complete an experiment that names a kept table, as far as that takes the table itself.

        This process then knows its columns. An experiment that names no table is returned as it is.

        Raises:
            InvalidSpec: if the table is not kept, or cannot be read as it is to be, or the experiment cannot
                be run; with the pointer in the experiment.
            WorkerError: if it cannot be read now.
        """
        if (kept := experiment.problem.kept_table) is None:
            return experiment
        with data_errors():
            await self.profile(*kept)
        lane = lane_of(experiment)
        given = experiment.model_dump_json(exclude_unset=True)  # what is left out is still to be found
        text = await self.call((kept[0],), lane, completed_text, given, max_work)
        return Experiment.model_validate_json(text)

    async def profile(self, id_: str, options: Options) -> Profile:
        """The columns of a kept table; this process then knows them.

        Raises:
            InvalidSpec: if it is not kept.
            InvalidData: if it cannot be read as it is to be.
            WorkerError: if it cannot be read now.
        """
        with suppress(MissingTable):
            return held_profile(id_, options)
        profile = await self.call((id_,), Lane.LONG, held_profile, id_, options)
        hold_profile(id_, options, profile)
        return profile
