"""CSV parsing: turns the user's own table into samples, or an error with line and column."""

import csv
import re
from functools import lru_cache
from typing import NamedTuple, final

import numpy as np

from ...core.errors import InvalidData
from ...core.text import pluralize
from ...core.types import Array

MAX_BYTES = 40_000
MAX_ROWS = 2_000
MAX_COLUMNS = 33
MAX_CLASSES = 20
MAX_NUMERIC_CLASSES = 10
"""A column with more different whole numbers than this is a regression target, not classes."""

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
MAX_MAGNITUDE = 1e12


@final
class Table(NamedTuple):
    """Parsed table: column names, the cells of each row, and the line number of each row."""

    names: list[str]
    rows: list[list[str]]
    lines: list[int]


@lru_cache(maxsize=8)
def parse_samples(text: str, target: str | None) -> tuple[Array, Array, list[str] | None]:
    """Parse a table into inputs, targets and class names.

    Args:
        text: comma-separated values, with or without a line of column names.
        target: name of the target column; None for the last one.

    Returns:
        Inputs of shape (rows, columns - 1), targets of shape (rows,), and the names of the classes, or
        None for a regression. The result is cached: do not change it.

    Raises:
        InvalidData: if it is not a table, or an input is not a number; with line and column.
    """
    table = read_table(text)
    if target is not None and target not in table.names:
        raise InvalidData("target", "The table has no such column: choose one that its first line names.")
    chosen = len(table.names) - 1 if target is None else table.names.index(target)
    others = [numbers(table, column) for column in range(len(table.names)) if column != chosen]
    classes = classes_of(table, chosen)
    if classes is None:
        targets = numbers(table, chosen)
    else:
        targets = [float(classes.index(name_of(row[chosen]))) for row in table.rows]
    return np.array(others).T.copy(), np.array(targets), classes


@lru_cache(maxsize=8)
def read_table(text: str) -> Table:
    """Parse the cells of a table; blank lines are skipped.

    Raises:
        InvalidData: if it is too large or too small, or its lines have different numbers of cells.
    """
    lines = {number: line for number, line in enumerate(text.splitlines(), 1) if line.strip()}
    _check_size(len(text.encode()), len(lines))
    cells = _split_cells(list(lines.values()))
    line_numbers = list(lines)
    _check_widths(line_numbers, cells)
    if all(NUMBER.fullmatch(cell) for cell in cells[0]):
        return Table([f"column {k + 1}" for k in range(len(cells[0]))], cells, line_numbers)
    names = cells[0]
    if len(set(names)) < len(names) or not all(names):
        raise InvalidData("csv", "Every column needs a name of its own in the first line.")
    return Table(names, cells[1:], line_numbers[1:])


def _check_size(size: int, lines: int) -> None:
    if size > MAX_BYTES or lines > MAX_ROWS:
        limit = f"{MAX_BYTES:,} bytes and {MAX_ROWS:,} lines"
        raise InvalidData("csv", f"A table has at most {limit}: leave some out.")
    if lines < 4:
        raise InvalidData("csv", "A table needs at least four lines, the first naming its columns.")


def _split_cells(lines: list[str]) -> list[list[str]]:
    """Split each line at the delimiter that is most frequent in the first line."""
    delimiter = max(",;\t", key=lines[0].count)
    return [[cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))] for line in lines]


def _check_widths(lines: list[int], cells: list[list[str]]) -> None:
    width = len(cells[0])
    if not 2 <= width <= MAX_COLUMNS:
        allowed = f"2 to {MAX_COLUMNS}, with commas, semicolons or tabs between them"
        raise InvalidData("csv", f"The first line has {pluralize(width, 'column')}; a table needs {allowed}.")
    for line, row in zip(lines, cells, strict=True):
        if len(row) != width:
            raise InvalidData("csv", f"Line {line} has {len(row)} values, but the first line has {width}.")


def numbers(table: Table, column: int) -> list[float]:
    """A column as numbers.

    Raises:
        InvalidData: at the first cell that is not a number.
    """
    values = []
    for line, row in zip(table.lines, table.rows, strict=True):
        if not NUMBER.fullmatch(row[column]) or abs(float(row[column])) > MAX_MAGNITUDE:
            raise InvalidData(
                "csv",
                f"Line {line}, column {column + 1} is not a number such as 3, -0.5 or 1.2e3; only the target "
                "may be words. Leave out the column, or the lines that lack a value.",
            )
        values.append(float(row[column]))
    return values


def classes_of(table: Table, column: int) -> list[str] | None:
    """Sorted names of a column's classes; None if the column is a regression target.

    Raises:
        InvalidData: if a cell is empty, or there are too few or too many classes.
    """
    for line, row in zip(table.lines, table.rows, strict=True):
        if not row[column]:
            raise InvalidData("csv", f"Line {line}, column {column + 1} is empty: leave out such lines.")
    words = {name_of(row[column]) for row in table.rows}
    numeric = all(NUMBER.fullmatch(word) for word in words)
    if numeric and (len(words) > MAX_NUMERIC_CLASSES or not all(float(word).is_integer() for word in words)):
        return None
    if not 2 <= len(words) <= MAX_CLASSES:
        has = f"It has {pluralize(len(words), 'different value')}"
        detail = f"{has}; 2 to {MAX_CLASSES} can be used as classes."
        raise InvalidData("target", f"{detail} Choose another column.")
    return sorted(words, key=float) if numeric else sorted(words)


def name_of(cell: str) -> str:
    """Name of the class in a cell: 1 and 1.0 are the same class."""
    return f"{float(cell):.15g}" if NUMBER.fullmatch(cell) else cell
