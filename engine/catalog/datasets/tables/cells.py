"""Table cells: splits text into records and cells with Python's own CSV reader."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, final

from ....core.errors import InvalidData
from .numerals import is_number

DELIMITERS = ("\t", ";", "|", ",", " ")
"""In the order of preference if nothing else decides: the first ones are rare inside cells."""

SAMPLED_RECORDS = 100

UNCLOSED = (
    "Line {line}: a cell begins with a quotation mark and does not end with one. Quotation marks inside a "
    "quoted cell are written twice."
)

LONG = "Line {line}: a cell has more than 131,072 characters. Is there a quotation mark that is not closed?"


@final
class Records(NamedTuple):
    """Records of a table: the cells of each, without surrounding blanks, and the line where it begins."""

    rows: list[list[str]]
    lines: list[int]


def split_records(text: str, delimiter: str) -> Records:
    """Split text into records; those without any content are left out.

    Raises:
        InvalidData: at a quotation mark that is not closed.
    """
    rows, lines = [], []
    reader = _reader(text, delimiter, strict=True)
    before = 0
    try:
        for record in reader:
            cells = _cleaned(record, delimiter)
            if any(cells):
                rows.append(cells)
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        sentence = LONG if "field limit" in str(error) else UNCLOSED
        raise InvalidData("csv", sentence.format(line=before + 1)) from None
    return Records(rows, lines)


def detect_delimiter(text: str) -> str:
    """The delimiter with which the first records have equally many cells, most of them numbers."""
    first = text.partition("\n")[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    return max(DELIMITERS, key=lambda delimiter: _score(text, delimiter))


def without_directive(text: str) -> str:
    """The text without what programs write before the names: ``sep=;`` of Excel, ``#`` of NumPy.

    The line of the directive stays, empty, so that line numbers stay right.
    """
    first, end, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return end + rest
    return " " + text[1:] if text.startswith("# ") else text


def _reader(text: str, delimiter: str, *, strict: bool) -> "csv._reader":  # type: ignore[name-defined]
    # R's write.table escapes quotation marks by a backslash; all others double them.
    escaped = '\\"' in text and '""' not in text
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        skipinitialspace=True,
        doublequote=not escaped,
        escapechar="\\" if escaped else None,
        strict=strict,
    )


def _cleaned(record: list[str], delimiter: str) -> list[str]:
    cells = [cell.strip() for cell in record]
    if delimiter == " " and cells and not cells[-1]:
        cells.pop()
    return cells


def _score(text: str, delimiter: str) -> float:
    rows = list(_sampled(text, delimiter))
    if not rows:
        return 0.0
    width = Counter(map(len, rows[1:] or rows)).most_common(1)[0][0]
    if width < 2:
        return 0.0
    regular = [row for row in rows if len(row) == width]
    # Headers of R are one shorter.
    consistent = (len(regular) + (len(rows[0]) == width - 1)) / len(rows)
    cells = [cell for row in regular for cell in row if cell]
    numbers = sum(" " not in cell and is_number(cell) for cell in cells) / max(1, len(cells))
    return consistent**2 * (0.1 + numbers)


def _sampled(text: str, delimiter: str) -> Iterator[list[str]]:
    """The first records, as far as they can be read."""
    try:
        for record in islice(_reader(text, delimiter, strict=False), SAMPLED_RECORDS):
            cells = _cleaned(record, delimiter)
            if any(cells):
                yield cells
    except csv.Error:
        return
