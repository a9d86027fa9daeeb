"""Reading a table that a person has brought: text to numbers, or a sentence that says where it is wrong."""

import csv
import re
from functools import lru_cache
from typing import NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ...core.errors import InvalidData
from ...core.text import pluralize

MAX_BYTES = 40_000
MAX_ROWS = 2_000
MAX_COLUMNS = 33
MAX_CLASSES = 20
MAX_NUMERIC_CLASSES = 10
"""So many different whole numbers, at most, are taken for classes."""

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
MAX_MAGNITUDE = 1e12

Array = NDArray[np.float64]


@final
class Table(NamedTuple):
    """A table that has been read: names of its columns, its cells, and the line where each row stood."""

    names: list[str]
    rows: list[list[str]]
    lines: list[int]


@lru_cache(maxsize=8)
def parse_samples(text: str, target: str | None) -> tuple[Array, Array, list[str] | None]:
    """Inputs of shape (rows, other columns), answers of shape (rows,), and the names of the classes.

    There are none where the target is a number to be told. What is returned is shared: don't change it.

    Raises:
        InvalidData: where it is no table, or not one of numbers, with line and column.
    """
    table = read_table(text)
    if target is not None and target not in table.names:
        raise InvalidData("target", "The table has no such column: choose one that its first line names.")
    chosen = len(table.names) - 1 if target is None else table.names.index(target)
    others = [numbers(table, column) for column in range(len(table.names)) if column != chosen]
    classes = classes_of(table, chosen)
    if classes is None:
        answers = numbers(table, chosen)
    else:
        answers = [float(classes.index(name_of(row[chosen]))) for row in table.rows]
    return np.array(others).T.copy(), np.array(answers), classes


@lru_cache(maxsize=8)
def read_table(text: str) -> Table:
    """The cells of a table, blank lines left out."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(text.encode()) > MAX_BYTES or len(lines) > MAX_ROWS:
        most = f"{MAX_BYTES:,} bytes and {MAX_ROWS:,} lines"
        raise InvalidData("csv", f"A table has at most {most}: leave some out.")
    if len(lines) < 4:
        raise InvalidData("csv", "A table needs at least four lines, the first naming its columns.")
    first = lines[0][1]
    mark = max(",;\t", key=first.count)
    cells = [[cell.strip() for cell in next(csv.reader([line], delimiter=mark))] for _, line in lines]
    width = len(cells[0])
    if not 2 <= width <= MAX_COLUMNS:
        wanted = f"2 to {MAX_COLUMNS}, with commas, semicolons or tabs between them"
        raise InvalidData("csv", f"The first line has {pluralize(width, 'column')}; a table needs {wanted}.")
    for (number, _), row in zip(lines, cells, strict=True):
        if len(row) != width:
            raise InvalidData("csv", f"Line {number} has {len(row)} values, but the first line has {width}.")
    named = not all(NUMBER.fullmatch(cell) for cell in cells[0])
    names = cells[0] if named else [f"column {k + 1}" for k in range(width)]
    if len(set(names)) < width or not all(names):
        raise InvalidData("csv", "Every column needs a name of its own in the first line.")
    start = 1 if named else 0
    return Table(names, cells[start:], [number for number, _ in lines[start:]])


def numbers(table: Table, column: int) -> list[float]:
    """A column as numbers; refuses the first cell that is none."""
    values = []
    for line, row in zip(table.lines, table.rows, strict=True):
        if not NUMBER.fullmatch(row[column]) or abs(float(row[column])) > MAX_MAGNITUDE:
            raise InvalidData(
                "csv",
                f"Line {line}, column {column + 1} is no number such as 3, -0.5 or 1.2e3; only the target may"
                " be words. Leave out the column, or the lines that lack a value.",
            )
        values.append(float(row[column]))
    return values


def classes_of(table: Table, column: int) -> list[str] | None:
    """The names of a column's classes in order; None where it holds numbers to be told."""
    for line, row in zip(table.lines, table.rows, strict=True):
        if not row[column]:
            raise InvalidData("csv", f"Line {line}, column {column + 1} is empty: leave out such lines.")
    words = {name_of(row[column]) for row in table.rows}
    numeric = all(NUMBER.fullmatch(word) for word in words)
    if numeric and (len(words) > MAX_NUMERIC_CLASSES or not all(float(word).is_integer() for word in words)):
        return None
    if not 2 <= len(words) <= MAX_CLASSES:
        has = f"It has {pluralize(len(words), 'different value')}"
        detail = f"{has}; 2 to {MAX_CLASSES} can be told apart as classes."
        raise InvalidData("target", f"{detail} Choose another column.")
    return sorted(words, key=float) if numeric else sorted(words)


def name_of(cell: str) -> str:
    """A class by its name: 1 and 1.0 are the same."""
    return f"{float(cell):.15g}" if NUMBER.fullmatch(cell) else cell
