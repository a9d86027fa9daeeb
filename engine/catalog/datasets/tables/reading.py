"""Table reading: text to columns. What is not set is detected, and told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, final

from ....core.errors import InvalidData
from ....core.text import pluralize
from .cells import Records, detect_delimiter, split_records, without_directive
from .columns import Column, Source, Values, read_column
from .decoding import MARK
from .gaps import marks
from .header import column_names, names_columns
from .numerals import detect_decimal, thousands_mark

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MIN_ROWS = 3
MAX_NAMED_LINES = 5
AUTO = "auto"


@final
class Options(NamedTuple):
    """Reading options: ``auto`` where they are to be detected."""

    delimiter: str = AUTO
    decimal: str = AUTO
    header: str = AUTO
    missing: str = AUTO


DEFAULT = Options()


@final
@dataclass(frozen=True)
class Profile:
    """Profile of a table: its columns without their values, and how they were read.

    Attributes:
        rows: number of rows.
        columns: all columns.
        delimiter: what stands between cells.
        decimal: the decimal mark.
        thousands: the mark between thousands; None if there is none.
        header: whether the first line names the columns.
    """

    rows: int
    columns: tuple[Column, ...]
    delimiter: str
    decimal: str
    thousands: str | None
    header: bool

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


@final
class Table(NamedTuple):
    """Table: its profile, and the values of each column."""

    profile: Profile
    values: tuple[Values, ...]


def read_table(text: str, options: Options = DEFAULT) -> Table:
    """Read a table.

    Raises:
        InvalidData: if it is no table, is too large or too small, or its lines have different numbers of
            cells; with the line.
    """
    text = text.removeprefix(MARK)
    delimiter = detect_delimiter(text) if options.delimiter == AUTO else options.delimiter
    records = _rectangular(split_records(without_directive(text), delimiter))
    gaps = marks(options.missing)
    header = names_columns(records.rows, gaps) if options.header == AUTO else options.header == "yes"
    first = records.rows[0] if header else [""] * len(records.rows[0])
    body = Records(records.rows[header:], records.lines[header:])
    _check_rows(body, header)
    columns = list(zip(*body.rows, strict=True))
    decimal = options.decimal
    if decimal == AUTO:
        decimal = detect_decimal(chain.from_iterable(columns), delimiter)
    read = [
        read_column(
            Source(name, k + 1, columns[k], body.lines, decimal, gaps, unnamed=header and not first[k])
        )
        for k, name in enumerate(column_names(first))
    ]
    numeric = [cells for cells, (column, _) in zip(columns, read, strict=True) if column.kind == "numbers"]
    thousands = thousands_mark(chain.from_iterable(numeric), decimal)
    profile = Profile(
        len(body.rows), tuple(column for column, _ in read), delimiter, decimal, thousands, header
    )
    return Table(profile, tuple(values for _, values in read))


def read_profile(text: str, options: Options = DEFAULT) -> Profile:
    """The profile of a table.

    Raises:
        InvalidData: as ``read_table``.
    """
    return read_table(text, options).profile


def _rectangular(records: Records) -> Records:
    """Records with equally many cells.

    A delimiter at the end of each line is dropped, and the name that R leaves out above its row names is
    added, empty.

    Raises:
        InvalidData: naming the lines with another number of cells.
    """
    rows, lines = records
    if not rows:
        raise InvalidData("csv", "This table is empty: give lines of values, the first naming the columns.")
    width = Counter(map(len, rows[1:] or rows)).most_common(1)[0][0]
    if all(len(row) < width or (len(row) == width and not row[-1]) for row in rows):
        rows, width = [row[: width - 1] for row in rows], width - 1
    if len(rows[0]) == width - 1:
        rows = [["", *rows[0]], *rows[1:]]
    if width < 2:
        raise InvalidData(
            "csv",
            "The table has 1 column, and needs 2 at least, with commas, semicolons, tabs, blanks or vertical "
            "bars between them: choose its delimiter.",
        )
    if width > MAX_COLUMNS:
        raise InvalidData("csv", f"The table has {width:,} columns, and at most {MAX_COLUMNS} can be read.")
    other = [(line, len(row)) for line, row in zip(lines, rows, strict=True) if len(row) != width]
    if other:
        raise InvalidData("csv", _uneven(other, width))
    return Records(rows, lines)


def _uneven(other: Sequence[tuple[int, int]], width: int) -> str:
    """Sentence that names lines with another number of cells than the others."""
    named = [f"line {line} has {cells}" for line, cells in other[:MAX_NAMED_LINES]]
    more = len(other) - len(named)
    rest = f", and {pluralize(more, 'other line')} differ too" if more else ""
    text = ", ".join(named)
    return (
        f"{text[0].upper()}{text[1:]}{rest}, where the table has {pluralize(width, 'column')}. Correct these "
        "lines, or choose another delimiter."
    )


def _check_rows(body: Records, header: bool) -> None:
    rows = len(body.rows)
    if rows > MAX_ROWS:
        raise InvalidData("csv", f"The table has {rows:,} rows, and at most {MAX_ROWS:,} can be read.")
    if rows < MIN_ROWS:
        below = " below the names of its columns" if header else ""
        raise InvalidData(
            "csv", f"The table has {pluralize(rows, 'row')}{below}, and needs {MIN_ROWS} at least."
        )
