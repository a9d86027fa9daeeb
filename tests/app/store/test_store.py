"""Store on SQLite and PostgreSQL: durable, immutable, limited; rows are validated."""

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest
from databases import downgrade, rows
from sqlalchemy import text
from talk import experiment, racer

from app.store.database import open_database, without_password
from app.store.errors import StoreDamagedError, StoreFullError, StoreUnavailableError
from app.store.store import Store
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical, experiment_id


def experiment_of(seed=0):
    return complete(Experiment.model_validate(experiment(racer("sgd", lr=0.1), steps=5, seed=seed)))


def with_store(address, play, most=100, most_bytes=10**6, days=30):
    async def run():
        store = Store(address, most, most_bytes, days)
        await store.open()
        try:
            return await play(store)
        finally:
            await store.close()

    return asyncio.run(run())


def saved(address, *seeds):
    async def play(store):
        for seed in seeds:
            await store.save(experiment_of(seed))

    with_store(address, play)


def loaded(address, id_):
    return with_store(address, lambda store: store.load(id_))


def test_saved_experiment_exists_in_the_next_process(address):
    saved(address, 1, 2)
    for seed in (1, 2):
        assert canonical(loaded(address, experiment_id(experiment_of(seed)))) == canonical(
            experiment_of(seed)
        )
    assert loaded(address, "0" * 32) is None


def test_saving_twice_changes_nothing(address):
    saved(address, 1)
    with rows(address) as connection:
        before = connection.execute(text("SELECT * FROM experiments")).all()
    saved(address, 1, 1)
    with rows(address) as connection:
        assert connection.execute(text("SELECT * FROM experiments")).all() == before
    assert with_store(address, Store.totals) == (1, len(canonical(experiment_of(1))))


def test_number_of_saves_at_and_beyond_its_limit(address):
    async def play(store):
        await store.save(experiment_of(1))
        await store.save(experiment_of(2))
        with pytest.raises(StoreFullError):
            await store.save(experiment_of(3))
        await store.save(experiment_of(2))  # saved already
        assert await store.forget(experiment_id(experiment_of(1)))
        await store.save(experiment_of(3))
        return await store.totals()

    assert with_store(address, play, most=2)[0] == 2


def test_bytes_of_saves_at_and_beyond_their_limit(address):
    size = len(canonical(experiment_of(1)))
    assert len(canonical(experiment_of(2))) == size

    async def play(store):
        await store.save(experiment_of(1))
        with pytest.raises(StoreFullError):
            await store.save(experiment_of(2))
        return await store.totals()

    assert with_store(address, play, most_bytes=2 * size - 1) == (1, size)
    saved(address, 2)
    assert with_store(address, Store.totals) == (2, 2 * size)


def set_age(address, seed, days):
    """Make an experiment one that was last saved some days ago, at the latest."""
    at = (datetime.now(UTC) - timedelta(days=days, minutes=1)).replace(tzinfo=None)
    with rows(address) as connection:
        connection.execute(
            text("UPDATE experiments SET saved_at = :at WHERE id = :id"),
            {"at": at, "id": experiment_id(experiment_of(seed))},
        )


def still_saved(address, *seeds):
    """Those of the experiments that are still saved; looking is no opening."""
    with rows(address) as connection:
        ids = set(connection.scalars(text("SELECT id FROM experiments")))
    return [seed for seed in seeds if experiment_id(experiment_of(seed)) in ids]


@pytest.mark.parametrize("bound", ["number", "bytes"])
def test_oldest_unopened_ones_make_room(address, bound):
    size = len(canonical(experiment_of(1)))
    bounds = {"most": 4} if bound == "number" else {"most_bytes": 4 * size}

    async def save(store):
        await store.save(experiment_of(5))
        return await store.totals()

    saved(address, 1, 2, 3, 4)
    loaded(address, experiment_id(experiment_of(1)))
    for seed, days in ((1, 90), (2, 31), (3, 30), (4, 29)):
        set_age(address, seed, days)
    assert with_store(address, save, **bounds) == (3, 3 * size)
    assert still_saved(address, 1, 2, 3, 4, 5) == [1, 4, 5]


def test_what_is_young_or_opened_stays(address):
    async def refused(store):
        with pytest.raises(StoreFullError):
            await store.save(experiment_of(3))
        return await store.totals()

    saved(address, 1, 2)
    loaded(address, experiment_id(experiment_of(1)))
    set_age(address, 1, 10_000)
    set_age(address, 2, 29)
    assert with_store(address, refused, most=2)[0] == 2
    assert still_saved(address, 1, 2) == [1, 2]


def test_saving_again_begins_the_time_anew(address):
    saved(address, 1)
    set_age(address, 1, 31)
    saved(address, 1)
    with pytest.raises(StoreFullError):
        with_store(address, lambda store: store.save(experiment_of(2)), most=1)
    assert still_saved(address, 1, 2) == [1]


def test_many_make_room_and_are_counted(address, monkeypatch):
    monkeypatch.setattr("app.store.store.EVICTED_AT_ONCE", 10)
    saved(address, *range(1, 81))
    with rows(address) as connection:
        connection.execute(text("UPDATE experiments SET saved_at = '2020-01-01 00:00:00'"))
        kept = connection.scalar(text("SELECT bytes FROM totals"))
    with_store(address, lambda store: store.save(experiment_of(0)), most_bytes=kept // 4)
    with rows(address) as connection:
        number, nbytes = connection.execute(text("SELECT experiments, bytes FROM totals")).one()
        documents = connection.scalars(text("SELECT document FROM experiments")).all()
    assert (number, nbytes) == (len(documents), sum(map(len, documents)))
    assert 0 < nbytes <= kept // 4


def test_what_was_saved_before_counts_as_opened(address):
    """A database of the second migration, which does not know what was opened."""
    saved(address, 1)
    set_age(address, 1, 10_000)
    downgrade(address, "0002")
    with pytest.raises(StoreFullError):
        with_store(address, lambda store: store.save(experiment_of(2)), most=1)
    assert still_saved(address, 1) == [1]


def test_concurrent_saves_stay_within_limits_and_save_once(address):
    """Two stores, like two server processes, that write at the same time."""

    async def outcome(store, seed):
        try:
            await store.save(experiment_of(seed))
        except StoreFullError:
            return "full"
        return "kept"

    async def run():
        stores = [Store(address, 12, 10**6, 30) for _ in range(2)]
        await asyncio.gather(*(store.open() for store in stores))
        outcomes = await asyncio.gather(*(outcome(store, seed) for seed in range(20) for store in stores))
        kept = [await stores[0].load(experiment_id(experiment_of(seed))) for seed in range(20)]
        totals = await stores[1].totals()
        await asyncio.gather(*(store.close() for store in stores))
        return outcomes, kept, totals

    outcomes, kept, totals = asyncio.run(run())
    assert totals[0] == 12 == sum(one is not None for one in kept)
    assert all((kept[seed] is not None) == (outcomes[2 * seed] == "kept") for seed in range(20))


HOSTILE = {
    "nothing": "",
    "no JSON": "{",
    "another shape": '{"steps": 5}',
    "another experiment": canonical(experiment_of(99)),
    "an attack": canonical(experiment_of(1)).replace('"sgd"', '"__import__"'),
    "not finite": canonical(experiment_of(1)).replace('"lr":0.1', '"lr":NaN'),
    "a bomb": '{"a":' * 50_000,
    "too long": canonical(experiment_of(1)) + " " * 2**19,
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_row_changed_by_others_is_rejected(address, document):
    saved(address, 1)
    with rows(address) as connection:
        connection.execute(text("UPDATE experiments SET document = :given"), {"given": document})
    with pytest.raises(StoreDamagedError):
        loaded(address, experiment_id(experiment_of(1)))


@pytest.mark.parametrize("value", [b"\xff\xfe", 7, 1.5], ids=["bytes", "integer", "real"])
def test_sqlite_row_that_is_not_text_is_rejected(tmp_path, value):
    address = f"sqlite:///{tmp_path}/experiments.sqlite"
    saved(address, 1)
    with sqlite3.connect(tmp_path / "experiments.sqlite") as connection:
        connection.execute("UPDATE experiments SET document = ?", (value,))
    with pytest.raises(StoreDamagedError):
        loaded(address, experiment_id(experiment_of(1)))


def test_row_of_an_older_engine_loads_if_still_valid(address):
    saved(address, 1)
    with rows(address) as connection:
        connection.execute(text("UPDATE experiments SET id = :id, engine = '0'"), {"id": "f" * 32})
    assert canonical(loaded(address, "f" * 32)) == canonical(experiment_of(1))


def test_unreachable_database_is_reported_and_retried(tmp_path, monkeypatch):
    monkeypatch.setattr("app.store.store.RETRY_S", 0.0)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    async def play(store):
        with pytest.raises(StoreUnavailableError):
            await store.save(experiment_of(1))
        blocked.unlink()
        await store.save(experiment_of(1))
        return await store.load(experiment_id(experiment_of(1)))

    assert with_store(f"sqlite:///{blocked}/experiments.sqlite", play) is not None


def test_replicas_may_start_at_the_same_time(address):
    """Each creates the tables if they do not exist; none fails, and there is one row of totals."""
    failures = []

    def start():
        try:
            open_database(address).dispose()
        except Exception as error:  # any error, from another thread
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with rows(address) as connection:
        assert connection.execute(text("SELECT count(*) FROM totals")).scalar() == 1


def test_sqlite_syncs_to_disk(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path}/experiments.sqlite")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_tables_equal_those_of_the_migrations(address):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.store.tables import METADATA

    engine = open_database(address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_no_password_is_shown():
    shown = without_password("postgresql://lab:secret@db.example/lab")
    assert "secret" not in shown
    assert "db.example" in shown
