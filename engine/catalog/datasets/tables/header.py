"""Table header: whether the first record of a table names its columns."""

from collections.abc import Sequence

from .gaps import Gaps
from .numerals import is_number

MAX_ROWS = 1_000
"""Rows below the first that are looked at."""


def names_columns(rows: Sequence[Sequence[str]], gaps: Gaps) -> bool:
    """Whether the first record has names.

    It has if a word stands above numbers, or if it begins with the empty name that pandas and R give an index
    whose rows have names. It has none if a number stands above numbers, or a word that occurs again below it.
    A record alone has names if there is no number in it.
    """
    first, body = rows[0], rows[1 : MAX_ROWS + 1]
    if not body:
        return not any(map(is_number, first))
    columns = list(zip(*body, strict=True))
    if _names_index(first, columns):
        return True
    above = [cell for cell, column in zip(first, columns, strict=True) if _holds_numbers(column, gaps)]
    if any(not is_number(cell) and cell not in gaps.everywhere for cell in above):
        return True
    if any(map(is_number, above)):
        return False
    return not any(cell in column for cell, column in zip(first, columns, strict=True))


def _names_index(first: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether the first name alone is empty, no cell below it is, and the others are words or 0, 1, ..."""
    if first[0] or not all(first[1:]) or not columns or not all(columns[0]):
        return False
    counted = list(first[1:]) == [str(number) for number in range(len(first) - 1)]
    return counted or not any(map(is_number, first[1:]))


def _holds_numbers(cells: Sequence[str], gaps: Gaps) -> bool:
    """Whether more than half of the cells that have a value are numbers, with any decimal mark."""
    filled = [cell for cell in cells if cell not in gaps.everywhere]
    return 2 * sum(map(is_number, filled)) > len(filled)


def column_names(first: Sequence[str]) -> list[str]:
    """The names in the first record: ``column 3`` for a missing one, and a number behind a repeated one."""
    names: list[str] = []
    for place, cell in enumerate(first, 1):
        own = name = " ".join(cell.split()) or f"column {place}"
        number = 0
        while own in names:
            number += 1
            own = f"{name}.{number}"
        names.append(own)
    return names
