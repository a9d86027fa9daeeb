"""Table store: keeps users' own tables by the hash of their text, within bounds of number, size and time."""

import zlib
from datetime import UTC, date, datetime, timedelta
from typing import final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from engine.catalog.datasets.tables.held import table_id

from .errors import StoreDamagedError, StoreFullError
from .store import Store
from .tables import TABLES, TOTALS

ROW_BYTES = 256
"""What a row takes besides its content, at most."""

EVICTED_AT_ONCE = 10
"""Number of tables that make room together."""

MAX_TEXT_BYTES = 64 * 2**20
"""A longer text was not kept by this server."""


@final
class TableStore:
    """Table store: keeps tables until nobody has opened them for some days.

    Args:
        store: whose database it uses.
        max_tables: limit on their number.
        max_bytes: limit on the bytes of all tables, compressed.
        max_days: days after which a table that nobody opens is deleted, at the next time that one is kept.
        unopened_days: days after which one that was never opened is deleted if there is no room for another.
    """

    def __init__(
        self, store: Store, max_tables: int, max_bytes: int, max_days: int, unopened_days: int
    ) -> None:
        self._store = store
        self._max_tables = max_tables
        self._max_bytes = max_bytes
        self._max_days = max_days
        self._unopened_days = unopened_days

    @property
    def enabled(self) -> bool:
        """Whether there is a database at all."""
        return self._store.enabled

    async def keep(self, id_: str, text: str) -> None:
        """Keep a table; returns when it is on disk.

        Raises:
            StoreFullError: there is no room for it.
            StoreUnavailableError: it may or may not be kept: try again.
        """
        content = zlib.compress(text.encode(), 6)
        await self._store.transact(lambda connection: self._put(connection, id_, content, _today()))

    async def load(self, id_: str) -> str | None:
        """The text of a table; None if there is none of this id.

        Raises:
            StoreDamagedError: the row is not what was kept.
            StoreUnavailableError: the database does not answer.
        """
        row = await self._store.transact(lambda connection: _row(connection, id_), True)
        if row is None:
            return None
        content, used_on, opened_on = row
        if used_on < _today() or opened_on is None:  # once a day: reading stays cheap
            await self._store.transact(lambda connection: _touch(connection, id_, _today(), opened=True))
        return _read(id_, content)

    async def totals(self) -> tuple[int, int]:
        """Number of tables, and their bytes.

        Raises:
            StoreUnavailableError: the database does not answer.
        """
        return await self._store.transact(_totals, True)

    def _put(self, connection: Connection, id_: str, content: bytes, today: date) -> None:
        # Updating this row takes the write lock; other writers block until commit.
        connection.execute(update(TOTALS).values({"tables": TOTALS.c.tables}))
        if _touch(connection, id_, today):
            return
        _expire(connection, today - timedelta(days=self._max_days))
        size = len(content) + ROW_BYTES
        while not self._take_room(connection, size):
            if not _evict(connection, today - timedelta(days=self._unopened_days)):
                raise StoreFullError
        row = {"id": id_, "bytes": size, "used_on": today, "content": content}
        connection.execute(insert(TABLES).values(row))

    def _take_room(self, connection: Connection, size: int) -> bool:
        """Count one more table; returns whether there is room for it."""
        room = (TOTALS.c.tables < self._max_tables) & (TOTALS.c.table_bytes + size <= self._max_bytes)
        more = {"tables": TOTALS.c.tables + 1, "table_bytes": TOTALS.c.table_bytes + size}
        return bool(connection.execute(update(TOTALS).where(room).values(more)).rowcount)


def _today() -> date:
    return datetime.now(UTC).date()


def _touch(connection: Connection, id_: str, today: date, opened: bool = False) -> bool:
    """Note that a table is kept again, or opened; returns whether it is kept."""
    values = {"used_on": today, "opened_on": today} if opened else {"used_on": today}
    return bool(connection.execute(update(TABLES).where(TABLES.c.id == id_).values(values)).rowcount)


def _expire(connection: Connection, last: date) -> None:
    """Delete the tables that were last used before a day."""
    _remove(connection, TABLES.c.used_on < last)


def _evict(connection: Connection, before: date) -> bool:
    """Delete a few of the oldest tables that were kept before a day and never opened.

    Returns whether there was one.
    """
    unopened = TABLES.c.opened_on.is_(None) & (TABLES.c.used_on < before)
    oldest = select(TABLES.c.id).where(unopened).order_by(TABLES.c.used_on).limit(EVICTED_AT_ONCE)
    return _remove(connection, TABLES.c.id.in_(connection.scalars(oldest).all())) > 0


def _remove(connection: Connection, which: ColumnElement[bool]) -> int:
    """Delete tables and count them no more; returns their number."""
    count, size = connection.execute(
        select(func.count(), func.coalesce(func.sum(TABLES.c.bytes), 0)).where(which)
    ).one()
    if count:
        connection.execute(delete(TABLES).where(which))
        fewer = {"tables": TOTALS.c.tables - count, "table_bytes": TOTALS.c.table_bytes - size}
        connection.execute(update(TOTALS).values(fewer))
    return int(count)


def _row(connection: Connection, id_: str) -> tuple[bytes, date, date | None] | None:
    columns = select(TABLES.c.content, TABLES.c.used_on, TABLES.c.opened_on)
    row = connection.execute(columns.where(TABLES.c.id == id_)).first()
    return None if row is None else (row[0], row[1], row[2])


def _totals(connection: Connection) -> tuple[int, int]:
    tables, size = connection.execute(select(TOTALS.c.tables, TOTALS.c.table_bytes)).one()
    return int(tables), int(size)


def _read(id_: str, content: bytes) -> str:
    """Unpack a row and check it: it may have been changed by other programs.

    Raises:
        StoreDamagedError: it is not the table of this id.
    """
    try:
        inflate = zlib.decompressobj()
        text = inflate.decompress(content, MAX_TEXT_BYTES).decode()
    except (zlib.error, UnicodeDecodeError):
        raise StoreDamagedError from None
    if not inflate.eof or table_id(text) != id_:
        raise StoreDamagedError
    return text
