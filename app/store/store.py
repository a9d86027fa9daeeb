"""Store: saves experiments by id in a database, which several servers may share."""

import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar, final

import anyio
from alembic.util import CommandError
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

MAX_DOCUMENT_CHARACTERS = 256 * 1024
"""A longer document was not saved by this server."""

EVICTED_AT_ONCE = 100
"""Number of experiments that make room together, so that not each save has to look for one."""

RETRY_S = 5.0
DISK_FULL = ("disk is full", "No space left", "could not extend file")


@final
class Store:
    """Store: saves experiments by their ids and loads them.

    Args:
        address: a SQLAlchemy URL; empty to save nothing: every call but ``open`` and ``close`` then raises
            ``StoreUnavailableError``.
        max_experiments: limit on the number of experiments.
        max_bytes: limit on the bytes of their documents.
        unopened_days: days for which a saved experiment that nobody has opened is kept in any case. Later it
            is deleted if there is no room for another one.
    """

    def __init__(self, address: str, max_experiments: int, max_bytes: int, unopened_days: int) -> None:
        self._address = address
        self._max_experiments = max_experiments
        self._max_bytes = max_bytes
        self._unopened_days = unopened_days
        self._database: Engine | None = None
        self._tried = float("-inf")
        self._threads = anyio.CapacityLimiter(POOL)

    @property
    def enabled(self) -> bool:
        """Whether there is a database at all."""
        return bool(self._address)

    async def open(self) -> None:
        """Connect to the database, and create or migrate its tables.

        If that fails, a warning is logged and nothing is raised: later calls try again.
        """
        if self.enabled:
            try:
                await self._in_thread(self._connect)
            except StoreUnavailableError:
                log.warning("the store of saved experiments cannot be opened; saving is off until it can")

    async def close(self) -> None:
        """Close the connections to the database; a later call would open it again."""
        database, self._database = self._database, None
        if database is not None:
            await self._in_thread(database.dispose)

    async def save(self, experiment: Experiment) -> None:
        """Save a completed experiment; returns when it is on disk. A saved one is never changed.

        If there is no room, the oldest ones that were never opened are deleted, after ``unopened_days``.

        Raises:
            StoreFullError: there is no room for it.
            StoreUnavailableError: it may or may not be saved: try again.
        """
        keys = keys_of(experiment)
        id_, document = keys.id, keys.text
        await self.transact(lambda connection: self._put(connection, id_, document))

    async def load(self, id_: str) -> Experiment | None:
        """Load the experiment that was saved under an id; None if there is none. It counts as opened then.

        It is parsed and checked, but this version may not be able to run it: pass it to ``complete`` first,
        like an experiment from a client.

        Raises:
            StoreDamagedError: the row is not what was saved.
            StoreUnavailableError: the database does not answer.
        """
        row = await self.transact(lambda connection: _row(connection, id_), True)
        if row is None:
            return None
        engine, document, opened_on = row
        if opened_on is None:  # only then: all other reading writes nothing
            with contextlib.suppress(StoreFullError, StoreUnavailableError):
                await self.transact(lambda connection: _note_opened(connection, id_))
        return _read(id_, engine, document)

    async def forget(self, id_: str) -> bool:
        """Delete the experiment with an id. Returns whether there was one.

        Raises:
            StoreUnavailableError: it may or may not be deleted: try again.
        """
        return await self.transact(lambda connection: _delete(connection, id_))

    async def totals(self) -> tuple[int, int]:
        """Number of saved experiments, and their bytes.

        Raises:
            StoreUnavailableError: the database does not answer.
        """
        return await self.transact(_totals, True)

    async def transact(self, work: Callable[[Connection], T], reads: bool = False) -> T:
        """Run ``work`` in a transaction of its own, in a thread; ``reads``: it changes nothing.

        Raises:
            StoreFullError: the disk is full.
            StoreUnavailableError: it may or may not have been done: try again.
        """
        return await self._in_thread(lambda: self._transact(work, reads))

    def _put(self, connection: Connection, id_: str, document: str) -> None:
        now = datetime.now(UTC)
        if _save_again(connection, id_, now):
            return
        # Updating this row takes the write lock; other writers block until commit.
        connection.execute(update(TOTALS).values({"experiments": TOTALS.c.experiments}))
        if _save_again(connection, id_, now):  # another server may have saved it while we waited
            return
        size = len(document.encode())
        while not self._take_room(connection, size):
            if not _evict(connection, now - timedelta(days=self._unopened_days)):
                raise StoreFullError
        row = {"id": id_, "engine": ENGINE_VERSION, "document": document, "saved_at": now}
        connection.execute(insert(EXPERIMENTS).values(row))

    def _take_room(self, connection: Connection, size: int) -> bool:
        """Count one more experiment; returns whether there is room for it."""
        room = (TOTALS.c.experiments < self._max_experiments) & (TOTALS.c.bytes + size <= self._max_bytes)
        more = {"experiments": TOTALS.c.experiments + 1, "bytes": TOTALS.c.bytes + size}
        return bool(connection.execute(update(TOTALS).where(room).values(more)).rowcount)

    def _transact(self, work: Callable[[Connection], T], reads: bool = False) -> T:
        database = self._connect()
        try:
            with database.connect().execution_options(reads=reads) as connection, connection.begin():
                return work(connection)
        except SQLAlchemyError as error:
            if any(words in str(error) for words in DISK_FULL):
                raise StoreFullError from error
            log.warning("the store failed: %s", type(error).__name__)
            raise StoreUnavailableError from error

    def _connect(self) -> Engine:
        if self._database is None:
            if time.monotonic() - self._tried < RETRY_S:
                raise StoreUnavailableError
            self._tried = time.monotonic()
            try:
                self._database = open_database(self._address)
            except (SQLAlchemyError, OSError) as error:
                raise StoreUnavailableError from error
            except CommandError as error:  # Alembic does not know its revision
                log.warning("the store was written by a later version; restore a backup, or upgrade")
                raise StoreUnavailableError from error
        return self._database

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Run in one of the store's own few threads, so that a database that hangs blocks nothing else."""
        return await anyio.to_thread.run_sync(call, limiter=self._threads)


def _save_again(connection: Connection, id_: str, now: datetime) -> bool:
    """Note that an experiment is saved again; returns whether it is saved.

    One that nobody has opened then counts as saved now, once a day.
    """
    this = EXPERIMENTS.c.id == id_
    if connection.execute(select(EXPERIMENTS.c.id).where(this)).first() is None:
        return False
    waiting = EXPERIMENTS.c.opened_on.is_(None) & (EXPERIMENTS.c.saved_at < now - timedelta(days=1))
    connection.execute(update(EXPERIMENTS).where(this & waiting).values({"saved_at": now}))
    return True


# A document beyond the limit is not fetched whole.
_DOCUMENT = func.substr(EXPERIMENTS.c.document, 1, MAX_DOCUMENT_CHARACTERS + 1)


def _row(connection: Connection, id_: str) -> tuple[str, str, date | None] | None:
    columns = select(EXPERIMENTS.c.engine, _DOCUMENT, EXPERIMENTS.c.opened_on)
    row = connection.execute(columns.where(EXPERIMENTS.c.id == id_)).first()
    return None if row is None else (row[0], row[1], row[2])


def _note_opened(connection: Connection, id_: str) -> None:
    opened = {"opened_on": datetime.now(UTC).date()}
    connection.execute(update(EXPERIMENTS).where(EXPERIMENTS.c.id == id_).values(opened))


def _evict(connection: Connection, before: datetime) -> bool:
    """Delete a few of the oldest experiments that were saved before a time and never opened.

    Returns whether there was one.
    """
    unopened = EXPERIMENTS.c.opened_on.is_(None) & (EXPERIMENTS.c.saved_at < before)
    oldest = select(EXPERIMENTS.c.id, _DOCUMENT).where(unopened).order_by(EXPERIMENTS.c.saved_at)
    rows = connection.execute(oldest.limit(EVICTED_AT_ONCE)).all()
    return _remove(connection, [(str(id_), str(document)) for id_, document in rows])


def _delete(connection: Connection, id_: str) -> bool:
    row = _row(connection, id_)
    return row is not None and _remove(connection, [(id_, row[1])])


def _remove(connection: Connection, rows: Sequence[tuple[str, str]]) -> bool:
    """Delete experiments, (id, document), and count them no more; returns whether there is one."""
    if rows:
        connection.execute(delete(EXPERIMENTS).where(EXPERIMENTS.c.id.in_([id_ for id_, _ in rows])))
        size = sum(len(str(document).encode()) for _, document in rows)
        fewer = {"experiments": TOTALS.c.experiments - len(rows), "bytes": TOTALS.c.bytes - size}
        connection.execute(update(TOTALS).values(fewer))
    return bool(rows)


def _totals(connection: Connection) -> tuple[int, int]:
    experiments, size = connection.execute(select(TOTALS.c.experiments, TOTALS.c.bytes)).one()
    return int(experiments), int(size)


def _read(id_: str, engine: str, document: str) -> Experiment:
    """Parse and check a row as strictly as a request: it may be old, or changed by other programs.

    Args:
        id_: the id under which the row is saved.
        engine: the engine version that saved it. The id is checked only if that is the present version:
            another one may compute other ids.
        document: the experiment as JSON.

    Raises:
        StoreDamagedError: it is too long or not an experiment; or this engine version saved it, and its id is
            that of another experiment.
    """
    if not isinstance(document, str) or len(document) > MAX_DOCUMENT_CHARACTERS:
        raise StoreDamagedError
    try:
        experiment = Experiment.model_validate_json(document)
    except ValidationError:
        raise StoreDamagedError from None
    # An id that another engine version computed cannot be checked; the experiment may still run.
    if engine == ENGINE_VERSION and experiment_id(experiment) != id_:
        raise StoreDamagedError
    return experiment
