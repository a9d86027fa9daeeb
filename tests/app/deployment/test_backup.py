"""Backup, restore and upgrade, as docs/operations.md says, while servers run."""

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import contextmanager

import httpx2
import pytest
from alembic import command
from alembic.config import Config
from databases import postgresql, programs, rows
from launch import PYTHON, ROOT, eventually, running
from services import require
from sqlalchemy import inspect, text
from talk import experiment, racer

from app.store.backup import BackupError, back_up
from app.store.database import MIGRATIONS, open_database
from engine.catalog.datasets.table import MAX_BYTES

SAVED = "/api/v1/experiments"
TABLE = "x,y\n" + "".join(f"{k / 7},{k % 13}\n" for k in range(MAX_BYTES // 8))


def spec(seed):
    return experiment(racer("sgd", lr=0.1), steps=5, seed=seed)


@contextmanager
def serving(address):
    """A client of a server with a store."""
    options = {
        "stderr": subprocess.DEVNULL,
        "DESCENTLAB_STORE": address,
        "DESCENTLAB_SAVES_PER_MINUTE": "100000",
    }
    with (
        running("--workers", "1", **options) as server,
        httpx2.Client(base_url=server.url, timeout=60) as client,
    ):
        yield client


def backed_up(file, copy):
    """Result of the documented command."""
    environment = {**os.environ, "DESCENTLAB_STORE": f"sqlite:///{file}"}
    return subprocess.run(
        [*PYTHON, "backup", str(copy)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@contextmanager
def saving(client):
    """Save new experiments without end meanwhile; gives the list of acknowledged ids."""
    ids, stop = [], threading.Event()

    def save():
        seed = 1000
        while not stop.is_set():
            ids.append(client.post(SAVED, json=spec(seed)).raise_for_status().json()["id"])
            seed += 1
            time.sleep(0.01)

    thread = threading.Thread(target=save)
    thread.start()
    try:
        yield ids
    finally:
        stop.set()
        thread.join(60)


def opened(client, saved):
    """Whether the page, the call and the result of a saved experiment are there."""
    page = client.get(saved["short_url"])
    assert page.status_code == 200
    assert saved["id"] in page.text
    assert client.get(f"{SAVED}/{saved['id']}").json() == saved
    assert client.get(f"/api/v1/trajectories/{saved['id']}").status_code == 200


def test_backup_of_a_busy_server_is_restored(tmp_path):
    file, copy = tmp_path / "old" / "experiments.sqlite", tmp_path / "copy.sqlite"
    with serving(f"sqlite:///{file}") as client:
        saved = client.post(SAVED, json=spec(1)).json()
        kept = client.post("/api/v1/tables", json={"csv": TABLE}).raise_for_status().json()["id"]
        with saving(client) as ids:
            eventually(lambda: len(ids) >= 5)
            before = list(ids)
            done = backed_up(file, copy)
            after = len(ids)
            eventually(lambda: len(ids) > after)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(copy) as connection:
        held = {id_ for (id_,) in connection.execute("SELECT id FROM experiments")}
        count, size, tables = connection.execute("SELECT experiments, bytes, tables FROM totals").fetchone()
        sizes = connection.execute("SELECT count(*), sum(length(document)) FROM experiments").fetchone()
    connection.close()
    assert {saved["id"], *before} <= held <= {saved["id"], *ids}
    assert ((count, size), tables) == (sizes, 1)
    restored = tmp_path / "new" / "experiments.sqlite"
    restored.parent.mkdir()
    shutil.copy(copy, restored)
    with serving(f"sqlite:///{restored}") as client:
        opened(client, saved)
        dataset = {"name": "table", "params": {"table": kept}}
        problem = {"kind": "network", "model": {"name": "line"}, "dataset": dataset}
        answer = client.post("/api/v1/trajectories", json=experiment(problem=problem, steps=2))
        assert answer.status_code == 200, answer.text
        assert client.post(SAVED, json=spec(2)).json()["saved"]


def test_backup_refuses_in_sentences(tmp_path):
    file, copy = tmp_path / "experiments.sqlite", tmp_path / "copy.sqlite"
    assert "no store at" in backed_up(file, copy).stderr
    open_database(f"sqlite:///{file}").dispose()
    assert backed_up(file, copy).returncode == 0
    again = backed_up(file, copy)
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
    nowhere = backed_up(file, tmp_path / "nowhere" / "copy.sqlite")
    assert (nowhere.returncode, "Traceback" in nowhere.stderr) == (1, False)
    for address, words in (("", "no store"), ("postgresql://user@host/name", "pg_dump")):
        with pytest.raises(BackupError, match=words):
            back_up(address, tmp_path / "other.sqlite")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database" * 1000)
    with pytest.raises(BackupError, match="cannot be copied"):
        back_up(f"sqlite:///{damaged}", tmp_path / "other.sqlite")
    assert {path.name for path in tmp_path.iterdir()} == {file.name, copy.name, damaged.name}


def migrate_to(address, revision):
    """A new database of an earlier migration."""
    engine = open_database(address)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def test_store_of_the_first_version_is_upgraded(tmp_path):
    """A link that another engine version saved opens, and a table can be kept beside it."""
    address = f"sqlite:///{tmp_path}/experiments.sqlite"
    with serving(address) as client:
        saved = client.post(SAVED, json=spec(1)).json()
    migrate_to(address, "0001")
    id_ = "0123456789abcdef" * 2
    with rows(address) as connection:
        assert "tables" not in connection.dialect.get_table_names(connection)
        connection.execute(text("UPDATE experiments SET id = :id, engine = '1'"), {"id": id_})
    with serving(address) as client:
        assert client.get(f"/e/{id_}").status_code == 200
        found = client.get(f"{SAVED}/{id_}").json()["experiment"]
        assert found["racers"] == saved["experiment"]["racers"]
        client.post("/api/v1/tables", json={"csv": TABLE}).raise_for_status()
        assert client.post(SAVED, json=spec(2)).json()["saved"]


def test_store_of_a_later_version_is_left_alone(tmp_path):
    """After going back to an earlier version: the server runs, and saves nothing."""
    address = f"sqlite:///{tmp_path}/experiments.sqlite"
    open_database(address).dispose()
    with rows(address) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with serving(address) as client:
        assert client.post(SAVED, json=spec(1)).status_code == 503
        assert client.post("/api/v1/trajectories", json=spec(1)).status_code == 200
    with rows(address) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def columns_of(address):
    """Columns of every table, by their names."""
    with rows(address) as connection:
        found = inspect(connection)
        return {
            table: {one["name"]: one for one in found.get_columns(table)} for table in found.get_table_names()
        }


def revisions():
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@pytest.mark.parametrize("revision", revisions())
def test_later_tables_serve_the_former_version(tmp_path, revision):
    """What a former server reads is there, and what it writes needs no column that it does not know."""
    address = f"sqlite:///{tmp_path}/experiments.sqlite"
    migrate_to(address, revision)
    former = columns_of(address)
    open_database(address).dispose()
    present = columns_of(address)
    for table, columns in former.items():
        assert set(columns) <= set(present[table])
        for name in set(present[table]) - set(columns):
            new = present[table][name]
            assert new["nullable"] or new["default"] is not None, f"{table}.{name}"


def test_dump_of_postgresql_is_restored(tmp_path):
    """The documented calls of pg_dump and pg_restore."""
    require(programs(), "PostgreSQL")
    dump = tmp_path / "descentlab.dump"

    def call(program, *arguments):
        subprocess.run([programs() / program, *arguments], check=True, timeout=60)

    with postgresql() as address:
        other = address.replace("/postgres?", "/restored?")
        with serving(address) as client:
            saved = client.post(SAVED, json=spec(1)).json()
            call("pg_dump", "--format=custom", f"--file={dump}", address)
        call("createdb", f"--maintenance-db={address}", "restored")
        call("pg_restore", f"--dbname={other}", dump)
        with serving(other) as client:
            opened(client, saved)
