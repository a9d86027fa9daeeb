"""Store: saves experiments by id in a database, which several servers may share."""

import contextlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar, final

import anyio
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from engine.spec.experiment import ENGINE_VERSION, Experiment, experiment_id
from engine.spec.keys import keys_of

from .database import POOL, open_database
from .errors import StoreDamagedError, StoreFullError, StoreUnavailableError
from .tables import EXPERIMENTS, TOTALS

log = logging.getLogger("descentlab")

T = TypeVar("T")

LONGEST = 256 * 1024
"""Characters of a document that is read back; a longer one was not saved by us."""

RETRY_S = 5.0
DISK_FULL = ("disk is full", "No space left", "could not extend file")


@final
class Store:
    """Saves experiments under their ids, and finds them again.

    Args:
        address: a SQLAlchemy URL; empty to keep nothing.
        most: experiments that are kept.
        most_bytes: of their documents.
    """

    def __init__(self, address: str, most: int, most_bytes: int) -> None:
        self._address = address
        self._most = most
        self._most_bytes = most_bytes
        self._database: Engine | None = None
        self._tried = float("-inf")
        self._threads = anyio.CapacityLimiter(POOL)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept here at all."""
        return bool(self._address)

    async def open(self) -> None:
        """Connect to the database if it can be reached; later calls try again."""
        if self.keeps:
            try:
                await self._in_thread(self._reached)
            except StoreUnavailableError:
                log.warning("the store of saved experiments cannot be opened; saving is off until it can")

    async def close(self) -> None:
        """Close the database."""
        database, self._database = self._database, None
        if database is not None:
            await self._in_thread(database.dispose)

    async def save(self, experiment: Experiment) -> None:
        """Keep a completed experiment; returns when it is on disk. What is kept already stays as it is.

        Raises:
            StoreFullError: there is no room for it.
            StoreUnavailableError: it may or may not be kept: try again.
        """
        keys = keys_of(experiment)
        id_, document = keys.id, keys.text
        with contextlib.suppress(_Kept):
            await self._in_thread(
                lambda: self._transact(lambda connection: self._put(connection, id_, document))
            )

    async def load(self, id_: str) -> Experiment | None:
        """The experiment that was saved under an id, not completed; None if there is none.

        Raises:
            StoreDamagedError: what is there is no longer what was saved.
            StoreUnavailableError: the database does not answer.
        """
        row = await self._in_thread(lambda: self._transact(lambda connection: _row(connection, id_), True))
        return None if row is None else _read(id_, *row)

    async def forget(self, id_: str) -> bool:
        """Delete what was saved under an id; whether there was anything.

        Raises:
            StoreUnavailableError: it may or may not be gone: try again.
        """
        return await self._in_thread(lambda: self._transact(lambda connection: _drop(connection, id_)))

    async def totals(self) -> tuple[int, int]:
        """How many experiments are kept, and their bytes."""
        return await self._in_thread(lambda: self._transact(_totals, True))

    def _put(self, connection: Connection, id_: str, document: str) -> None:
        _look(connection, id_)
        # Updating this row takes the write lock; other writers block until commit.
        size = len(document.encode())
        room = (TOTALS.c.experiments < self._most) & (TOTALS.c.bytes + size <= self._most_bytes)
        grown = {"experiments": TOTALS.c.experiments + 1, "bytes": TOTALS.c.bytes + size}
        if not connection.execute(update(TOTALS).where(room).values(grown)).rowcount:
            _look(connection, id_)  # the last room may have gone to this very one
            raise StoreFullError
        _look(connection, id_)  # while we waited, another may have saved the same
        now = datetime.now(UTC)
        row = {"id": id_, "engine": ENGINE_VERSION, "document": document, "saved_at": now}
        connection.execute(insert(EXPERIMENTS).values(row))

    def _transact(self, play: Callable[[Connection], T], reads: bool = False) -> T:
        database = self._reached()
        try:
            with database.connect().execution_options(reads=reads) as connection, connection.begin():
                return play(connection)
        except SQLAlchemyError as error:
            if any(words in str(error) for words in DISK_FULL):
                raise StoreFullError from error
            log.warning("the store failed: %s", type(error).__name__)
            raise StoreUnavailableError from error

    def _reached(self) -> Engine:
        if self._database is None:
            if time.monotonic() - self._tried < RETRY_S:
                raise StoreUnavailableError
            self._tried = time.monotonic()
            try:
                self._database = open_database(self._address)
            except (SQLAlchemyError, OSError) as error:
                raise StoreUnavailableError from error
        return self._database

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Run in a thread of the store's own pool: a database that hangs blocks no other thread."""
        return await anyio.to_thread.run_sync(call, limiter=self._threads)


class _Kept(Exception):
    """Already saved: raised to roll the transaction back."""


def _look(connection: Connection, id_: str) -> None:
    if connection.execute(select(EXPERIMENTS.c.id).where(EXPERIMENTS.c.id == id_)).first():
        raise _Kept


def _row(connection: Connection, id_: str) -> tuple[str, str] | None:
    # What is too long is not even fetched.
    document = func.substr(EXPERIMENTS.c.document, 1, LONGEST + 1)
    found = connection.execute(select(EXPERIMENTS.c.engine, document).where(EXPERIMENTS.c.id == id_)).first()
    return None if found is None else (found[0], found[1])


def _drop(connection: Connection, id_: str) -> bool:
    found = _row(connection, id_)
    if found is None:
        return False
    connection.execute(delete(EXPERIMENTS).where(EXPERIMENTS.c.id == id_))
    size = len(str(found[1]).encode())
    shrunk = {"experiments": TOTALS.c.experiments - 1, "bytes": TOTALS.c.bytes - size}
    connection.execute(update(TOTALS).values(shrunk))
    return True


def _totals(connection: Connection) -> tuple[int, int]:
    experiments, size = connection.execute(select(TOTALS.c.experiments, TOTALS.c.bytes)).one()
    return int(experiments), int(size)


def _read(id_: str, engine: str, document: str) -> Experiment:
    """Parse a row as strictly as a request: it may be old, and others may have changed it."""
    if not isinstance(document, str) or len(document) > LONGEST:
        raise StoreDamagedError
    try:
        experiment = Experiment.model_validate_json(document)
    except ValidationError:
        raise StoreDamagedError from None
    # An id made by another version of the engine cannot be made again; the experiment may still run.
    if engine == ENGINE_VERSION and experiment_id(experiment) != id_:
        raise StoreDamagedError
    return experiment
