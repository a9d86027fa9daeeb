"""Own table: a user's own table, how it was read, and the dataset of an experiment that it gives."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from .backend import Backend, LabError, as_json

ASKED_ONLY = ("encoding", "model", "loss")
"""What is said of a table without being a parameter of the dataset."""


@final
@dataclass(frozen=True, eq=False)
class OwnTable:
    """Own table: how a table was read, and what is predicted from what.

    Attributes:
        told: all that was detected and chosen, in one line.
        rows: number of rows.
        columns: names of the columns.
        target: the column that is predicted; None if none can be.
        inputs: the columns that it is predicted from.
        task: ``classes`` or ``regression``; None if nothing can be predicted.
        refused: why nothing can be predicted; None if it can.
        id: hash of the table's text.
        params: of the dataset: the table itself or, if it is large, its id; and what was chosen.
    """

    told: str
    rows: int
    columns: Sequence[str]
    target: str | None
    inputs: Sequence[str]
    task: str | None
    refused: str | None
    id: str
    params: Mapping[str, Any]

    def dataset(self, **params: Any) -> dict[str, Any]:
        """The dataset of an experiment; ``params`` are further parameters, such as ``test_share=0``."""
        return {"name": "table", "params": {**self.params, **params}}

    def __repr__(self) -> str:
        return f"OwnTable({self.told}{f'; {self.refused}' if self.refused else ''})"


def read_own_table(backend: Backend, source: Any, choices: Mapping[str, Any]) -> OwnTable:
    """Have a table read, and kept if it is too large to travel with an experiment; raises ``LabError``."""
    facts = backend.table(_content(source), as_json(choices))
    chosen = {name: value for name, value in choices.items() if name not in ASKED_ONLY}
    own = {"table": facts["id"]} if facts["csv"] is None else {"csv": facts["csv"]}
    return OwnTable(
        columns=[column["name"] for column in facts["names"]],
        params=own | chosen,
        **{name: facts[name] for name in ("told", "rows", "target", "inputs", "task", "refused", "id")},
    )


def _content(source: Any) -> bytes:
    """The bytes of a table."""
    if isinstance(source, bytes):
        return source
    if hasattr(source, "to_csv"):  # a DataFrame of pandas
        return str(source.to_csv(index=False)).encode()
    if isinstance(source, str) and "\n" in source:
        return source.encode()
    if not isinstance(source, str | os.PathLike):
        raise LabError("Give a table as the path of its file, its text, its bytes, or a DataFrame of pandas.")
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise LabError(f"The file {str(source)!r} cannot be read: {error.strerror}.") from None
