"""Held tables: those that an experiment names by a hash of their text, as far as this process has them.

The server keeps such tables in its database. It gives a process the text when one is missed.
"""

import hashlib
from collections import OrderedDict
from typing import Generic, TypeVar, final

from ....core.errors import InvalidData
from .reading import Options, Profile, Table, read_table

ID_CHARACTERS = 32
MAX_TEXTS, MAX_TABLES, MAX_PROFILES = 4, 3, 64
"""Tables of this process: texts of a few megabytes, tables of up to 100, and profiles of about one."""

T = TypeVar("T")
K = TypeVar("K")


@final
class MissingTable(InvalidData):
    """Missing table: this process does not have the table of this id."""

    def __init__(self, id_: str) -> None:
        super().__init__(
            "table",
            "This table is not kept here, or no longer. Open its file again: the same table has the same "
            "address, so all links to it work again.",
        )
        self.id = id_

    def __reduce__(self) -> tuple[type["MissingTable"], tuple[str]]:  # type: ignore[override]
        return type(self), (self.id,)


@final
class _Latest(Generic[K, T]):
    """Mapping that keeps the values that were used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, T] = OrderedDict()

    def get(self, key: K) -> T | None:
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: K, value: T) -> T:
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._size:
            self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        self._values.clear()


_TEXTS: _Latest[str, str] = _Latest(MAX_TEXTS)
_TABLES: _Latest[tuple[str, Options], Table] = _Latest(MAX_TABLES)
_PROFILES: _Latest[tuple[str, Options], Profile] = _Latest(MAX_PROFILES)


def table_id(text: str) -> str:
    """Id of a table: the first 128 bits of SHA-256 over its text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()[:ID_CHARACTERS]


def hold_text(id_: str, text: str) -> None:
    """Hold the text of a table."""
    _TEXTS.put(id_, text)


def hold_profile(id_: str, options: Options, profile: Profile) -> None:
    """Hold the profile of a table, which is enough to check an experiment."""
    _PROFILES.put((id_, options), profile)


def held_table(id_: str, options: Options) -> Table:
    """Read a held table. The result is kept: do not change its arrays.

    Raises:
        MissingTable: if its text is not held.
        InvalidData: as ``read_table``.
    """
    table = _TABLES.get((id_, options))
    if table is None:
        text = _TEXTS.get(id_)
        if text is None:
            raise MissingTable(id_)
        table = _TABLES.put((id_, options), read_table(text, options))
    return table


def held_profile(id_: str, options: Options) -> Profile:
    """The profile of a held table.

    Raises:
        MissingTable: if neither it nor its text is held.
        InvalidData: as ``read_table``.
    """
    return _PROFILES.get((id_, options)) or held_table(id_, options).profile


def forget_tables() -> None:
    """Drop all that is held."""
    for held in (_TEXTS, _TABLES, _PROFILES):
        held.clear()
