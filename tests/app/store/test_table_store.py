"""Table store on SQLite and PostgreSQL: tables by the hash of their text, bounded in number, size, time."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from databases import downgrade, rows
from sqlalchemy import text

from app.store.database import open_database
from app.store.errors import StoreDamagedError, StoreFullError
from app.store.store import Store
from app.store.table_store import TableStore
from engine.catalog.datasets.tables.held import table_id

TABLES = [f"x,y\n1,{k}\n2,3\n4,5\n" for k in range(4)]
DAY = timedelta(days=1)


def with_tables(address, play, most=100, most_bytes=10**6, days=10, unopened=30):
    async def run():
        store = Store(address, 100, 10**6, 30)
        await store.open()
        try:
            return await play(TableStore(store, most, most_bytes, days, unopened))
        finally:
            await store.close()

    return asyncio.run(run())


def keep(address, *tables, **bounds):
    async def play(store):
        for table in tables:
            await store.keep(table_id(table), table)
        return await store.totals()

    return with_tables(address, play, **bounds)


def load(address, table):
    return with_tables(address, lambda store: store.load(table_id(table)))


def set_days(address, table, ago):
    day = (datetime.now(UTC) - ago * DAY).date()
    with rows(address) as connection:
        connection.execute(
            text("UPDATE tables SET used_on = :day WHERE id = :id"), {"day": day, "id": table_id(table)}
        )


def test_kept_table_exists_in_the_next_process(address):
    large = "x,y\n" + "".join(f"{random.random()},ä{k}\r\n" for k in range(50_000))
    keep(address, TABLES[0], large)
    assert load(address, TABLES[0]) == TABLES[0]
    assert load(address, large) == large
    assert load(address, TABLES[1]) is None


def test_same_table_is_kept_once(address):
    once = keep(address, TABLES[0])
    assert keep(address, TABLES[0], TABLES[0]) == once
    assert once[0] == 1


def test_number_of_tables_at_and_beyond_its_limit(address):
    assert keep(address, *TABLES[:2], most=2)[0] == 2
    with pytest.raises(StoreFullError):
        keep(address, TABLES[2], most=2)
    assert keep(address, TABLES[1], most=2)[0] == 2  # kept already
    set_days(address, TABLES[0], 11)
    assert keep(address, TABLES[2], most=2)[0] == 2
    assert [load(address, table) for table in TABLES[:3]] == [None, *TABLES[1:3]]


def test_bytes_of_tables_at_and_beyond_their_limit(address):
    one = keep(address, TABLES[0])[1]
    assert keep(address, TABLES[1], most_bytes=2 * one) == (2, 2 * one)
    with pytest.raises(StoreFullError):
        keep(address, TABLES[2], most_bytes=3 * one - 1)
    assert keep(address, TABLES[0], TABLES[1], most_bytes=1) == (2, 2 * one)  # kept already
    assert load(address, TABLES[2]) is None


def test_tables_that_nobody_opens_expire(address):
    keep(address, *TABLES[:3])
    set_days(address, TABLES[0], 11)
    set_days(address, TABLES[1], 10)
    one = keep(address, TABLES[3])
    assert one[0] == 3
    assert [load(address, table) for table in TABLES] == [None, *TABLES[1:]]
    assert one[1] == sum(size for (size,) in sizes(address))


def sizes(address):
    with rows(address) as connection:
        return connection.execute(text("SELECT bytes FROM tables")).all()


def test_oldest_unopened_tables_make_room(address):
    keep(address, *TABLES[:3])
    load(address, TABLES[0])
    for table, ago in zip(TABLES, (40, 31, 30), strict=False):
        set_days(address, table, ago)
    bounds = {"most": 3, "days": 180}
    assert keep(address, TABLES[3], **bounds)[0] == 3
    assert [load(address, table) for table in TABLES] == [TABLES[0], None, *TABLES[2:]]
    with pytest.raises(StoreFullError):
        keep(address, TABLES[1], **bounds)


@pytest.mark.parametrize("use", [load, keep])
def test_opening_a_table_keeps_it(address, use):
    keep(address, TABLES[0])
    set_days(address, TABLES[0], 11)
    use(address, TABLES[0])
    keep(address, TABLES[1])
    assert load(address, TABLES[0]) == TABLES[0]


@pytest.mark.parametrize("content", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_changed_rows_are_refused(address, content):
    keep(address, TABLES[0])
    with rows(address) as connection:
        connection.execute(text("UPDATE tables SET content = :content"), {"content": content})
    with pytest.raises(StoreDamagedError):
        load(address, TABLES[0])


def test_database_of_before_gets_the_tables(address):
    """A database of the first migration keeps its experiments."""
    open_database(address).dispose()
    downgrade(address, "0001")
    with rows(address) as connection:
        connection.execute(text("UPDATE totals SET experiments = 7"))
    assert keep(address, TABLES[0])[0] == 1
    with rows(address) as connection:
        assert connection.execute(text("SELECT experiments, tables FROM totals")).one() == (7, 1)
