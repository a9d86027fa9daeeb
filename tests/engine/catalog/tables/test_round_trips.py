"""Round trips: a random table that another program writes is read back to the last bit, in every dialect."""

import csv
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from written_tables import PLAIN, WILD, by_csv_writer, by_r, frames, numeral

from engine.catalog.datasets.tables.decoding import decode
from engine.catalog.datasets.tables.reading import Options, Table, read_table

DELIMITERS = [",", ";", "\t", " ", "|"]
DIALECTS = [(delimiter, decimal) for delimiter in DELIMITERS for decimal in ".," if delimiter != decimal]
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "cp1252": "windows-1252",
}


def check(table: Table, frame: pd.DataFrame, behind: int = 0) -> None:
    """The columns have the frame's names, numbers (to the bit) and words; ``behind`` columns come first."""
    columns, values = table.profile.columns[behind:], table.values[behind:]
    assert [column.name for column in columns] == ["part", "size", "kind"]
    assert [column.kind for column in columns] == ["numbers", "numbers", "words"]
    for name, value in zip(("part", "size"), values, strict=False):
        assert value.numbers is not None
        assert value.numbers.tobytes() == frame[name].to_numpy(np.float64).tobytes()
    assert columns[2].classes is not None
    assert values[2].codes is not None
    read = [columns[2].classes[int(code)] for code in values[2].codes]
    assert read == list(frame["kind"])


def has_clear_comma(frame: pd.DataFrame) -> bool:
    """Whether some comma cannot stand between thousands: a person could not tell either."""
    cells = [numeral(value, ",") for name in ("part", "size") for value in frame[name]]
    return any("," in cell and len(cell.partition(",")[2]) != 3 for cell in cells)


@settings(max_examples=150, deadline=None)
@given(frames(WILD), st.sampled_from(DIALECTS), st.sampled_from(QUOTING), st.sampled_from(["\n", "\r\n"]))
def test_set_dialects_are_read_exactly(
    frame: pd.DataFrame, dialect: tuple[str, str], quoting: int, ending: str
) -> None:
    delimiter, decimal = dialect
    text = by_csv_writer(frame, decimal, delimiter=delimiter, quoting=quoting, lineterminator=ending)
    options = Options(delimiter=delimiter, decimal=decimal, header="yes")
    check(read_table(text, options), frame)


@settings(max_examples=150, deadline=None)
@given(frames(WILD), st.sampled_from(DIALECTS), st.sampled_from(QUOTING), st.sampled_from(sorted(ENCODINGS)))
def test_dialects_are_detected_and_read_exactly(
    frame: pd.DataFrame, dialect: tuple[str, str], quoting: int, encoding: str
) -> None:
    delimiter, decimal = dialect
    assume(decimal == "." or has_clear_comma(frame))
    text = by_csv_writer(frame, decimal, delimiter=delimiter, quoting=quoting)
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    if not text.isascii():
        assert decoded.encoding == ENCODINGS[encoding]
    table = read_table(decoded.text)
    about = table.profile
    assert (about.delimiter, about.decimal, about.thousands, about.header) == (delimiter, decimal, None, True)
    check(table, frame)


@settings(max_examples=100, deadline=None)
@given(frames(WILD), st.sampled_from(DIALECTS), st.booleans())
def test_pandas_files_are_read_exactly(frame: pd.DataFrame, dialect: tuple[str, str], index: bool) -> None:
    delimiter, decimal = dialect
    assume(decimal == "." or has_clear_comma(frame))
    text = frame.to_csv(sep=delimiter, decimal=decimal, index=index)
    table = read_table(text)
    check(table, frame, behind=int(index))
    if index:
        column = table.profile.columns[0]
        assert (column.name, column.unnamed, column.counts) == ("column 1", True, True)


@settings(max_examples=100, deadline=None)
@given(frames(PLAIN), st.sampled_from(DIALECTS), st.booleans(), st.booleans())
def test_r_files_are_read_exactly(
    frame: pd.DataFrame, dialect: tuple[str, str], corner: bool, numbered: bool
) -> None:
    delimiter, decimal = dialect
    assume(decimal == "." or has_clear_comma(frame))
    rows = [str(k + 1) if numbered else f"row {k}" for k in range(len(frame))]
    table = read_table(by_r(frame, decimal, delimiter, rows, corner))
    check(table, frame, behind=1)
    assert table.profile.columns[0].unnamed
    assert table.profile.columns[0].counts is numbered


@settings(max_examples=50, deadline=None)
@given(frames(PLAIN), st.sampled_from(["", "NA", "N/A", "#N/A", "NaN", "null", "?", "-"]), st.data())
def test_gaps_of_pandas_are_gaps(frame: pd.DataFrame, mark: str, data: st.DataObject) -> None:
    places = st.sets(st.integers(0, len(frame) - 1), min_size=1, max_size=len(frame) // 2 - 1)
    gaps = {name: data.draw(places) for name in ("part", "kind")}
    holed = frame.copy()
    for name, rows in gaps.items():
        holed[name] = [None if k in rows else value for k, value in enumerate(frame[name])]
    text = holed.to_csv(index=False, na_rep=mark)
    columns = read_table(text).profile.columns
    for column, name in ((columns[0], "part"), (columns[2], "kind")):
        assert set(np.flatnonzero(column.gaps).tolist()) == gaps[name]


def test_decimals_are_read_as_python_reads_them() -> None:
    digits = [
        "0.1",
        "4.35",
        "2.2250738585072011e-308",
        "1.7976931348623157e29",
        "9007199254740993",
        "0.30000000000000004",
    ]
    text = "x,y\n" + "".join(f"{digit},{k}.5\n" for k, digit in enumerate(digits))
    values = read_table(text).values[0].numbers
    assert values is not None
    assert values.tolist() == [float(digit) for digit in digits]
    assert not math.isnan(values.sum())


@pytest.mark.parametrize(
    "text",
    [
        "x\ty\r1.5\t2\r2.5\t3\r3.5\t4\r",
        "x;y\r\n1,5;2\r\n2,5;3\r\n3,5;4\r\n",
        "\ufeffx;y\n1,5;2\n2,5;3\n3,5;4\n",
    ],
)
def test_excel_files_are_read(text: str) -> None:
    table = read_table(text)
    assert table.values[0].numbers is not None
    assert table.values[0].numbers.tolist() == [1.5, 2.5, 3.5]
    assert table.profile.columns[0].name == "x"
