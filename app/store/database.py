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
"""Time limit for connecting, and for waiting for a lock."""

POOL = 4
MIGRATION_LOCK = 0x0DE5_CE47
"""Key of PostgreSQL's advisory lock during migrations, because several servers may start together."""


def open_database(address: str) -> Engine:
    """Connect, and create or migrate the tables; returns the SQLAlchemy engine.

    Args:
        address: a SQLAlchemy URL, of SQLite or PostgreSQL.

    Raises:
        SQLAlchemyError, OSError: the database cannot be reached, created or migrated.
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
        # Take the write lock at the start: a transaction that reads first could not wait for it later.
        writes = not connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _log_ahead(connection: Any) -> None:
    """Turn on write-ahead logging; retried, because SQLite does not wait for locks here."""
    end = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
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
    """Decode a text column; invalid UTF-8 is replaced, so that checking the row fails, not reading it."""
    return content.decode(errors="replace")
