"""Backup: copies the database of the store while servers read and write it."""

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import make_url


class BackupError(Exception):
    """Backup error: why no copy was made, as a sentence."""


def back_up(address: str, target: Path) -> int:
    """Copy a SQLite store as it is at one moment, with every acknowledged save; returns the copy's bytes.

    Args:
        address: a SQLAlchemy URL of SQLite.
        target: the file of the copy, which must not exist.

    Raises:
        BackupError: it is another database, or the copy cannot be made or is damaged.
    """
    source = _file_of(address)
    if target.exists():
        raise BackupError(f"{target} exists already. Name a new file.")
    unfinished = target.with_name(f"{target.name}.part")
    try:
        _copy(source, unfinished)
        unfinished.replace(target)
    except (sqlite3.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise BackupError(f"The store cannot be copied to {target}: {error}.") from error
    return target.stat().st_size


def _file_of(address: str) -> Path:
    """The file of a SQLite store."""
    if not address:
        raise BackupError("This server has no store: there is nothing to back up.")
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupError("The store is a PostgreSQL: back it up with pg_dump, see docs/operations.md.")
    if not Path(url.database).is_file():
        raise BackupError(f"There is no store at {url.database} yet.")
    return Path(url.database)


def _copy(source: Path, target: Path) -> None:
    """Copy in one step, under a read lock: writers go on, and do not make it begin again."""
    target.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(source.absolute().as_uri() + "?mode=rw", uri=True)) as original,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        original.execute("PRAGMA busy_timeout = 5000")
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError("the copy is damaged")
