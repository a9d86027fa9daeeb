"""Reading: delimiter, decimal mark, names and gaps are detected and can be set; errors name lines."""

import re

import numpy as np
import pytest

from engine.catalog.datasets.tables.reading import Options, Table, read_table
from engine.core.errors import InvalidData


def numbers(table: Table, place: int = 0) -> list[float]:
    values = table.values[place].numbers
    assert values is not None
    return values.tolist()


def names(table: Table) -> list[str]:
    return [column.name for column in table.profile.columns]


@pytest.mark.parametrize(
    ("cells", "delimiter", "decimal", "value"),
    [
        ("1,5 2,25 3,75", ";", ",", 1.5),
        ("1.5 2.25 3.75", ";", ".", 1.5),
        ("1,234.5 2 3", ";", ".", 1234.5),
        ("1.234,5 2 3", "\t", ",", 1234.5),
        ("1'234.5 2 3", ";", ".", 1234.5),
        ("1.234.567 2 3", ";", ",", 1234567.0),
        ("1,234 2,345 3", "\t", ".", 1234.0),  # could be either: marks between thousands
        ("1,234 2,345 3", ";", ",", 1.234),  # could be either: semicolons speak for decimal commas
        ("0,123 2 3", "\t", ",", 0.123),
        ("1e13 2E-3 3", ";", ".", 1e13),
        ("-1e30 2 3", ";", ".", -1e30),
        ("\u22121.5 2 3", ";", ".", -1.5),
        (".5 5. +3", ";", ".", 0.5),
    ],
)
def test_numerals_are_read(cells: str, delimiter: str, decimal: str, value: float) -> None:
    rows = [f"{cell}{delimiter}{k}" for k, cell in enumerate(cells.split(" "))]
    table = read_table("\n".join([f"x{delimiter}y", *rows]))
    assert table.profile.decimal == decimal
    assert numbers(table)[0] == value


def test_blanks_stand_between_thousands() -> None:
    table = read_table("x;y\n1 234,5;1\n12 345 678;2\n1\u202f000,5;3\n")
    assert numbers(table) == [1234.5, 12345678, 1000.5]
    assert table.profile.thousands == " "


def test_marks_can_be_set() -> None:
    text = "x\ty\n1,234\t1\n2,345\t2\n3,456\t3\n"
    assert numbers(read_table(text))[0] == 1234
    assert numbers(read_table(text, Options(decimal=",")))[0] == 1.234
    table = read_table("a|b\n1;2|3\n4;5|6\n7;8|9\n", Options(delimiter=";", header="no"))
    assert len(table.profile.columns) == 2


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n7,3.2,virginica\n", False, ["column 1", "column 2", "column 3"]),
        ("length,kind\n4.9,setosa\n7,setosa\n6,virginica\n", True, ["length", "kind"]),
        ("1,2\n3,4\n5,6\n", False, ["column 1", "column 2"]),
        ("1,b\n1,2\n3,4\n5,6\n", True, ["1", "b"]),
        ("?,b\n1,2\n3,4\n5,6\n", True, ["?", "b"]),
        ("1,?\n3,4\n5,6\n7,8\n", False, ["column 1", "column 2"]),
        ("red,yes\nblue,no\nred,no\ngreen,yes\n", False, ["column 1", "column 2"]),
        ("color,wanted\nblue,no\nred,no\nblue,yes\n", True, ["color", "wanted"]),
        (",0,1\n0,1.5,2.5\n1,2.5,3.5\n2,0.5,1\n", True, ["column 1", "0", "1"]),
        (",3,1\n2,1.5,2.5\n1,2.5,3.5\n2,0.5,1\n", False, ["column 1", "column 2", "column 3"]),
        ("a,a,a\n1,2,3\n4,5,6\n7,8,9\n", True, ["a", "a.1", "a.2"]),
        ("x y,b\n1,2\n3,4\n5,6\n", True, ["x y", "b"]),
        ('"x\ny",b\n1,2\n3,4\n5,6\n', True, ["x y", "b"]),
    ],
)
def test_names_are_detected(text: str, header: bool, expected: list[str]) -> None:
    table = read_table(text)
    assert (table.profile.header, names(table)) == (header, expected)


def test_names_can_be_set() -> None:
    text = "2019,2020\n1,2\n3,4\n5,6\n"
    assert names(read_table(text)) == ["column 1", "column 2"]
    assert names(read_table(text, Options(header="yes"))) == ["2019", "2020"]
    words = read_table("a,b\nc,d\na,d\nc,b\n", Options(header="yes"))
    assert (names(words), words.profile.rows) == (["a", "b"], 3)


@pytest.mark.parametrize(
    "mark", ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "?", "-", "<NA>", "#DIV/0!", " "]
)
def test_gaps_are_detected_anywhere(mark: str) -> None:
    columns = read_table(f"x,k\n1,a\n{mark},b\n3,{mark}\n4,a\n").profile.columns
    assert [column.gaps.tolist() for column in columns] == [
        [False, True, False, False],
        [False, False, True, False],
    ]
    assert [column.kind for column in columns] == ["numbers", "words"]


def test_marks_among_words_may_be_words() -> None:
    """UCI's credit approval has the classes + and -; surveys have the answer none."""
    columns = read_table("k,s\n+,none\n-,mild\n+,none\n-,.\n").profile.columns
    assert columns[0].classes == ("+", "-")
    assert columns[1].classes == (".", "mild", "none")
    numeric = read_table("x,y\n1,none\n2,3\n.,4\n5,7\n").profile.columns
    assert [int(column.gaps.sum()) for column in numeric] == [1, 1]


def test_gaps_can_be_set() -> None:
    text = "x,k\n1,NA\n-999,b\n3,NA\n4,b\n"
    first, second = read_table(text, Options(missing="-999, none")).profile.columns
    assert (first.gaps.tolist(), second.classes) == ([False, True, False, False], ("NA", "b"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("sep=;\nx;y\n1;2\n3;4\n5;z\n", [5]),
        ("\n\nx,y\n1,2\n\n3,4\n,\n5,z\n", [8]),
        ('x,note\n1,"a\nb"\n2,"a\n\nb"\nz,c\n4,c\n', [7]),
        ("# x y\n1 2\n3 4\n5 z\n", [4]),
        ("x  y\n  1   2  \n3 4\n5 z\n", [4]),
        ("x,y,\n1,2,\n3,4,\n5,z,\n", [4]),
        ("x,y\n1,2,\n3,4,\n5,z,\n", [4]),
    ],
)
def test_lines_are_those_of_the_file(text: str, lines: list[int]) -> None:
    columns = read_table(text).profile.columns
    assert [cell.line for column in columns for cell in column.bad] == lines


def test_escaped_quotation_marks_are_read() -> None:
    doubled = read_table('k,x\n"5"" pipe",1\n"6"" pipe",2\nrod,3\n')
    escaped = read_table('"k" "x"\n"5\\" pipe" 1\n"6\\" pipe" 2\n"rod" 3\n')
    for table in (doubled, escaped):
        assert table.profile.columns[0].classes == ('5" pipe', '6" pipe', "rod")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n9,1,2,3\n", "Line 3 has 2, line 5 has 4, where the table has 3 columns."),
        ("a,b\n" + "1,2\n" * 9 + "1\n" * 7, "line 15 has 1, and 2 other lines differ too, where"),
        ('a,b\n1,2\n3,"4\n5,6\n7,8\n', "Line 3: a cell begins with a quotation mark"),
        ('a,b\n1,2\n"x"y,4\n5,6\n7,8\n', "Line 3: a cell begins with a quotation mark"),
        ("a,b\n1,2\n3," + "x" * 131_073 + "\n5,6\n", "Line 3: a cell has more than 131,072 characters"),
        ("hello\nworld\nagain\nmore", "The table has 1 column,"),
        ("a,b\n1,2\n", "1 row below the names of its columns, and needs 3"),
        (" \n\n", "This table is empty"),
        ("a,b\n" + "1,2\n" * 50_001, "50,001 rows, and at most 50,000"),
        (",".join(map(str, range(201))) + "\n" * 2 + ",".join(["1"] * 201), "201 columns, and at most 200"),
    ],
)
def test_what_is_no_table_is_refused(text: str, expected: str) -> None:
    with pytest.raises(InvalidData, match=re.escape(expected)):
        read_table(text)


def test_cells_that_are_no_numbers_are_named_with_the_reason() -> None:
    text = "x;y\n1,5;1\n2.5;2\nbig;3\n1e31;4\ninf;5\n3,5;6\n4,5;7\n5,5;8\n6,5;9\n7,5;1\n8,5;2\n9,5;3\nz;1\n"
    column = read_table(text).profile.columns[0]
    assert [(cell.line, cell.column, cell.reason) for cell in column.bad] == [
        (3, 1, "has a decimal point, where others have commas"),
        (4, 1, "is not a number"),
        (5, 1, "is beyond 1e+30"),
        (6, 1, "is beyond 1e+30"),
        (14, 1, "is not a number"),
    ]


def test_classes_keep_their_order() -> None:
    table = read_table("x,n,w\n1,10,b\n2,9,a\n3,10.0,b\n4,9,B\n")
    number, word = table.profile.columns[1:]
    assert (number.classes, word.classes) == (("9", "10"), ("B", "a", "b"))
    np.testing.assert_array_equal(table.values[1].codes, [1, 0, 1, 0])
    np.testing.assert_array_equal(table.values[2].codes, [2, 1, 2, 0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b,c", "0 rows below the names of its columns"),
        ("a;b\n", "0 rows below the names of its columns"),
        ("1,2,3", "has 1 row, "),
    ],
)
def test_single_line_is_told_that_it_is_too_short(text: str, told: str) -> None:
    with pytest.raises(InvalidData, match=told):
        read_table(text)
