"""Database: opens SQLite or PostgreSQL with timeouts, and migrates its tables."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_S = 5
"""For a connection, and for a lock."""

POOL = 4
MIGRATION_LOCK = 0x0DE5_CE47
"""PostgreSQL's advisory lock while tables are made, so that replicas may start at once."""


def open_database(address: str) -> Engine:
    """An engine whose tables are there.

    Args:
        address: a SQLAlchemy URL, of SQLite or PostgreSQL.

    Raises:
        SQLAlchemyError, OSError: it cannot be reached, made or migrated.
    """
    url = make_url(address)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with engine.begin() as connection:
            _migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


def without_password(address: str) -> str:
    """The database URL with its password hidden."""
    return make_url(address).render_as_string(hide_password=True) if address else ""


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=POOL, max_overflow=0, pool_timeout=WAIT_S)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin and end where we say so
        connection.text_factory = _text
        connection.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
        _log_ahead(connection)
        for pragma in (
            "synchronous = FULL",  # in WAL, NORMAL would lose the last commits with the power
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # At once for writing: a reader that becomes a writer half-way could not wait for another one.
        writes = not connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _log_ahead(connection: Any) -> None:
    """Turn write-ahead logging on. SQLite does not wait for locks while it does so, so we retry."""
    patience = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.01)


def _postgresql(url: URL) -> Engine:
    arguments = {"connect_timeout": WAIT_S, "options": f"-c statement_timeout={WAIT_S * 1000}"}
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=WAIT_S,
        pool_pre_ping=True,
        connect_args=arguments,
    )


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _text(content: bytes) -> str:
    """Text of a column; bytes that are not UTF-8 are replaced, and the caller finds the row damaged."""
    return content.decode(errors="replace")
