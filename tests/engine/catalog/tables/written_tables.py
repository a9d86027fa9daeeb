"""Random tables for tests, and the programs that write them: csv.writer, pandas, and R by hand."""

import csv
import io
import string
from collections.abc import Sequence
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from engine.catalog.datasets.tables.gaps import AMONG_NUMBERS, EVERYWHERE
from engine.catalog.datasets.tables.numerals import is_number

NUMBERS = st.one_of(
    st.floats(-1e30, 1e30, allow_nan=False).map(lambda number: number + 0.0),
    st.integers(-(10**6), 10**6).map(float),
    st.integers(-(10**5), 10**5).map(lambda number: number / 100),
)
PLAIN = string.ascii_letters + "äöüéñçß"
WILD = PLAIN + string.digits + " ,;|\t\"'\n.-+€"


def words(alphabet: str) -> st.SearchStrategy[str]:
    """Cells of text that no reader could take for a number, a gap or blanks."""
    return st.text(alphabet, min_size=1, max_size=8).filter(
        lambda word: word == word.strip() and not is_number(word) and word not in EVERYWHERE | AMONG_NUMBERS
    )


def frames(alphabet: str) -> st.SearchStrategy[pd.DataFrame]:
    """Tables of 4 to 12 rows: a column of numbers with fractions, one of any numbers, and one of words."""

    def frame(rows: int) -> st.SearchStrategy[pd.DataFrame]:
        def column(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
            return st.lists(cells, min_size=rows, max_size=rows)

        fractions = st.integers(-(10**6), 10**6).map(lambda number: (10 * number + 1) / 10)
        return st.builds(
            lambda a, b, c: pd.DataFrame({"part": a, "size": b, "kind": c}),
            column(fractions),
            column(NUMBERS),
            column(words(alphabet)),
        )

    return st.integers(4, 12).flatmap(frame)


def numeral(value: float, decimal: str) -> str:
    """The shortest text that is this number."""
    return repr(float(value)).replace(".", decimal)


def by_csv_writer(frame: pd.DataFrame, decimal: str, **dialect: Any) -> str:
    """The table as Python's csv.writer writes it."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, **dialect)
    writer.writerow(frame.columns)
    for part, size, kind in frame.itertuples(index=False):
        writer.writerow([numeral(part, decimal), numeral(size, decimal), kind])
    return target.getvalue()


def by_r(frame: pd.DataFrame, decimal: str, delimiter: str, row_names: Sequence[str], corner: bool) -> str:
    """The table as R's write.csv (``corner``) or write.table writes it, with row names."""

    def quote(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    names = [quote(str(name)) for name in frame.columns]
    lines = [delimiter.join([quote(""), *names] if corner else names)]
    for row, (part, size, kind) in zip(row_names, frame.itertuples(index=False), strict=True):
        cells = [quote(row), numeral(part, decimal), numeral(size, decimal), quote(kind)]
        lines.append(delimiter.join(cells))
    return "\n".join(lines) + "\n"
