"""Table columns: what each column of a table holds, and which of its cells cannot be read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ....core.types import Array
from .gaps import Gaps
from .numerals import MAX_MAGNITUDE, fits, is_number, parse_number, parse_numbers

MAX_CLASSES = 20
MAX_NAMED_CELLS = 5
"""Most cells of one column that are named in an error."""

Kind = Literal["numbers", "words", "empty"]


@final
class BadCell(NamedTuple):
    """Bad cell: where a cell is that is not what its column holds, and what is wrong with it."""

    line: int
    column: int
    reason: str


@final
@dataclass(frozen=True)
class Column:
    """Column of a table, without its values.

    Attributes:
        name: its name, or ``column 3`` if it has none.
        place: its number, from 1.
        kind: numbers if more than half of its cells are numbers.
        gaps: whether each row lacks a value.
        classes: the names of its different values, in order; None if there are more than ``MAX_CLASSES``.
        different: number of different values.
        repeated: whether each value occurs at least twice.
        whole: whether all values are whole numbers.
        counts: whether they increase from row to row, as an index does.
        bad: the first cells that are no numbers, of a column of numbers.
        bad_cells: how many there are.
        unnamed: whether the line of names has no name for it.
    """

    name: str
    place: int
    kind: Kind
    gaps: NDArray[np.bool_]
    classes: tuple[str, ...] | None
    different: int
    repeated: bool
    whole: bool = False
    counts: bool = False
    bad: tuple[BadCell, ...] = ()
    bad_cells: int = 0
    unnamed: bool = False


@final
class Values(NamedTuple):
    """Values of a column, NaN where it has none: as numbers, and as places in ``Column.classes``."""

    numbers: Array | None
    codes: Array | None


@final
@dataclass(frozen=True)
class Source:
    """Source of a column: its name and number, its cells and their lines, and how they are read."""

    name: str
    place: int
    cells: Sequence[str]
    lines: Sequence[int]
    decimal: str
    gaps: Gaps
    unnamed: bool = False


def read_column(source: Source) -> tuple[Column, Values]:
    """Read one column."""
    marks = source.gaps.of(source.cells)
    filled = [cell for cell in source.cells if cell not in marks]
    found = sum(number is not None for number in parse_numbers(filled, source.decimal))
    if 2 * found > len(filled):
        return _numbers(source, marks | source.gaps.among_numbers)
    return _words(source, marks)


def _words(source: Source, marks: frozenset[str]) -> tuple[Column, Values]:
    gaps = np.array([cell in marks for cell in source.cells])
    classes, codes, repeated = _classes(source, gaps)
    column = Column(
        name=source.name,
        place=source.place,
        kind="empty" if gaps.all() else "words",
        gaps=gaps,
        classes=_few(classes),
        different=len(classes),
        repeated=repeated,
        unnamed=source.unnamed,
    )
    return column, Values(None, None if column.classes is None else codes)


def _numbers(source: Source, marks: frozenset[str]) -> tuple[Column, Values]:
    gaps = np.array([cell in marks for cell in source.cells])
    numbers = np.full(len(gaps), np.nan)
    parsed = parse_numbers([cell for cell in source.cells if cell not in marks], source.decimal)
    numbers[~gaps] = [number if number is not None and fits(number) else math.nan for number in parsed]
    wrong = np.flatnonzero(np.isnan(numbers) & ~gaps)
    known = numbers[np.isfinite(numbers)]
    different = np.unique(known)
    classes, codes, repeated = _classes(source, gaps) if len(wrong) else _numeric_classes(numbers, different)
    column = Column(
        name=source.name,
        place=source.place,
        kind="numbers",
        gaps=gaps,
        classes=_few(classes),
        different=len(classes),
        repeated=repeated,
        whole=bool((known == np.floor(known)).all()),
        counts=bool((np.diff(numbers) > 0).all()),
        bad=tuple(_bad_cell(source, index) for index in wrong[:MAX_NAMED_CELLS].tolist()),
        bad_cells=len(wrong),
        unnamed=source.unnamed,
    )
    return column, Values(numbers, None if column.classes is None else codes)


def _few(classes: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(classes) if len(classes) <= MAX_CLASSES else None


def _classes(source: Source, gaps: NDArray[np.bool_]) -> tuple[list[str], Array, bool]:
    """The different words in order, the place of each row's word among them, and whether each is repeated."""
    words = [_word(cell, source.decimal) for cell, gap in zip(source.cells, gaps, strict=True) if not gap]
    order = sorted(set(words))
    places = {word: number for number, word in enumerate(order)}
    codes = np.full(len(gaps), np.nan)
    codes[~gaps] = [places[word] for word in words]
    return order, codes, _repeated(codes[~gaps])


def _numeric_classes(numbers: Array, different: Array) -> tuple[list[str], Array, bool]:
    """As ``_classes``, of numbers."""
    codes = np.searchsorted(different, numbers).astype(np.float64)
    codes[np.isnan(numbers)] = np.nan
    names = [f"{value:.15g}" for value in different.tolist()]
    return names, codes, _repeated(codes[np.isfinite(codes)])


def _repeated(values: Array) -> bool:
    return bool((np.unique(values, return_counts=True)[1] > 1).all())


def _word(cell: str, decimal: str) -> str:
    """Name of the class in a cell: 1 and 1.0 are the same class."""
    number = parse_number(cell, decimal)
    return cell if number is None else f"{number:.15g}"


def _bad_cell(source: Source, index: int) -> BadCell:
    return BadCell(source.lines[index], source.place, _reason(source.cells[index], source.decimal))


def _reason(cell: str, decimal: str) -> str:
    """What is wrong with a cell in a column of numbers."""
    if parse_number(cell, decimal) is not None or cell.lower().strip("+-") in ("inf", "infinity"):
        return f"is beyond {MAX_MAGNITUDE:g}"
    if is_number(cell):
        other, own = ("comma", "points") if decimal == "." else ("point", "commas")
        return f"has a decimal {other}, where others have {own}"
    return "is not a number"
