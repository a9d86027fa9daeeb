"""Test databases: a PostgreSQL server of the test run's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine

from app.store.database import MIGRATIONS

OTHER = "postgres"
"""PostgreSQL does not run as root: root starts it as this user, which Debian's package creates."""


def programs() -> Path | None:
    """Folder of PostgreSQL's programs, which Debian does not put on the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "pg_ctl").exists()), None)


@contextmanager
def postgresql() -> Iterator[str]:
    """SQLAlchemy URL of a running server, which listens on a socket in its own folder."""
    bin_ = programs()
    assert bin_ is not None
    user = {"user": OTHER, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if user:
            shutil.chown(folder, OTHER)
        data = f"{folder}/data"
        options = f"-k {folder} -c listen_addresses='' -c shared_buffers=16MB -c max_connections=60"

        def call(*command: str) -> None:
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
            subprocess.run([bin_ / command[0], *command[1:]], check=True, timeout=60, **silent, **user)

        call("initdb", "-D", data, "-U", OTHER, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        call("pg_ctl", "-D", data, "-w", "-o", options, "start")
        try:
            yield f"postgresql://{OTHER}@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def downgrade(address: str, revision: str) -> None:
    """Make a database that of an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with rows(address) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@contextmanager
def rows(address: str) -> Iterator[Connection]:
    """A database connection that bypasses the store."""
    engine = create_engine(address)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
