"""Questions: what is predicted from what, from which rows, and how that is told."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from engine.catalog.datasets import Demand
from engine.catalog.datasets.table import TableParams, question_of, tell
from engine.core.errors import InvalidData

REGRESSION = Demand(task="regression")
ONE_INPUT = Demand(features=1)

HOUSES = (
    "id;name;size;rooms;heated;town;price\n"
    "1;Ann;80,5;3;yes;Bern;410,5\n"
    "2;Bob;60;2;no;Chur;305\n"
    "3;Cem;;3;yes;Bern;420\n"
    "4;Dana;120;5;yes;Genf;?\n"
    "5;Eve;95;4;no;Chur;500\n"
    "6;Finn;70;2;NA;Genf;350\n"
    "7;Gil;72;2;no;Genf;355\n"
    "8;Hal;99;4;yes;Bern;505,5\n"
)


def params(csv: str, **more: Any) -> TableParams:
    return TableParams.model_validate({"csv": csv, **more})


def column(cells: str) -> str:
    """A table whose last column has these cells."""
    return "x,y\n" + "\n".join(f"{k},{cell}" for k, cell in enumerate(cells.split()))


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        ("3 5 7 9", None),
        ("1 2 3 4 5 6", None),
        ("0 1 0 1", ("0", "1")),
        ("0 1 0 1 2", None),
        ("1 1.0 2 2", ("1", "2")),
        ("-1 0 1 -1 0 1", ("-1", "0", "1")),
        ("0.5 1 0.5 1", None),
        (" ".join(map(str, range(10))) * 2, None),
        (" ".join([*map(str, range(10))] * 2), tuple(map(str, range(10)))),
        (" ".join([*map(str, range(11))] * 2), None),
        ("red blue red", ("blue", "red")),
        ("red blue 3", ("3", "blue", "red")),
    ],
)
def test_whole_numbers_are_classes_only_if_repeated(cells: str, classes: tuple[str, ...] | None) -> None:
    question = question_of(params(column(cells)))
    assert question.classes == classes
    assert question.task == ("regression" if classes is None else "classification")


def test_task_can_be_set() -> None:
    assert question_of(params(column("3 5 7 9"), task="classes")).classes == ("3", "5", "7", "9")
    assert question_of(params(column("0 1 0 1"), task="regression")).classes is None
    assert question_of(params(column("0 1 0 1")), REGRESSION).classes is None
    assert question_of(params(column("0 1 0 1"), task="classes"), REGRESSION).classes == ("0", "1")


def test_target_is_the_last_column_that_fits() -> None:
    text = "a,b,c,d\n1,2,x,\n2,3,y,\n3,5,x,\n4,6,y,\n"
    assert question_of(params(text)).target.name == "c"
    assert question_of(params(text), REGRESSION).target.name == "b"
    assert question_of(params(text, target="a")).target.name == "a"


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        (",x,y\n0,3,5\n1,4,8\n2,1,3\n", ["x"]),
        (",y\n0,5\n1,8\n2,3\n", ["column 1"]),
        (",x,y\n5,3,5\n1,4,8\n2,1,3\n", ["column 1", "x"]),
        ("n,x,y\n0,3,5\n1,4,8\n2,1,3\n", ["n", "x"]),
        ("0,3,5\n1,4,8\n2,1,3\n", ["column 1", "column 2"]),
        (",k,y\n0,a,5\n1,a,8\n2,a,3\n", ["column 1"]),
    ],
)
def test_unnamed_index_is_left_out_unless_alone(text: str, inputs: list[str]) -> None:
    assert [column.name for column in question_of(params(text)).inputs] == inputs


def test_columns_are_chosen_or_left_out() -> None:
    question = question_of(params(HOUSES))
    assert [column.name for column in question.inputs] == ["id", "size", "rooms", "heated", "town"]
    assert question.features == 1 + 1 + 1 + 1 + 3
    chosen = question_of(params(HOUSES, inputs=["rooms", "size"]))
    assert [column.name for column in chosen.inputs] == ["rooms", "size"]
    assert [one.column.name for one in chosen.left_out] == ["id", "name", "heated", "town"]
    assert [column.name for column in question_of(params(HOUSES), ONE_INPUT).inputs] == ["id"]


def test_rows_with_gaps_are_left_out_or_filled() -> None:
    dropped = question_of(params(HOUSES))
    assert np.flatnonzero(~dropped.kept).tolist() == [2, 3, 5]
    filled = question_of(params(HOUSES, gaps="fill"))
    assert np.flatnonzero(~filled.kept).tolist() == [3]
    assert filled.filled == 2
    assert question_of(params(HOUSES, inputs=["rooms"])).rows == 7


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {},
            "3 rows with gaps left out; “price” is predicted from “id”, “size”, “rooms” and 2 more as a "
            "number (regression); left out: “name” (it has 8 different words)",
        ),
        (
            {"inputs": ["heated", "town"], "gaps": "fill", "target": "rooms"},
            "1 gap filled with the mean of the column; “rooms” is predicted from “heated” (“no” 0, “yes” 1) "
            "and “town” (3 categories, each an input) as a number (regression); left out: “id”, “name”, "
            "“size” and “price”",
        ),
        (
            {"inputs": ["size"], "target": "heated"},
            "2 rows with gaps left out; “heated” is predicted from “size” as a class: “no” and “yes”; left "
            "out: “id”, “name”, “rooms” and 2 more",
        ),
    ],
)
def test_table_is_told_in_one_line(more: dict[str, Any], told: str) -> None:
    assert tell(params(HOUSES, **more)) == f"8 rows, 7 columns; semicolons, decimal commas; {told}"


def test_marks_are_told() -> None:
    assert tell(params("1 234,5\t1\n12 345,25\t2\n1,75\t3,5\n")).startswith(
        "3 rows, 2 columns; tabs, decimal commas, blanks between thousands, no line of names; “column 2”"
    )
    told = tell(params(",x,y\n0,3,5\n1,4,8\n2,1,3\n"))
    assert told.endswith("left out: “column 1” (it only counts)")


def test_all_wrong_cells_are_named_at_once() -> None:
    text = "a,b,c\n1,2,3\nbig,4,1\n5,1e31,2\n7,huge,4\nx,5,5\nx,6,6\n8,7,z\n9,8,8\n3,9,9\n2,1,1\n4,2,2\n"
    with pytest.raises(InvalidData) as refused:
        question_of(params(text))
    assert refused.value.detail == (
        "Line 3, column 1 (“a”) is not a number; line 4, column 2 (“b”) is beyond 1e+30; line 5, column 2 "
        "(“b”) is not a number; line 6, column 1 (“a”) is not a number; line 7, column 1 (“a”) is not a "
        "number; and 1 other cell. Correct them, leave out the column, or say what stands for a missing "
        "value."
    )
    assert question_of(params(text, inputs=["a"], missing="big,x,z")).rows == 7
    assert question_of(params(text, inputs=["b"], missing="huge,1e31,z")).rows == 8


@pytest.mark.parametrize(
    ("text", "more", "field", "expected"),
    [
        (column("1 2 3"), {"target": "z"}, "target", "no such column: choose one of “x” and “y”"),
        (column("1 2 3"), {"inputs": ["z"]}, "inputs", "no such column"),
        (column("1 2 3"), {"inputs": ["y"]}, "inputs", "is the one to predict"),
        (column("2 2 2"), {}, "target", "“y” has 1 different value."),
        (column("a b c"), {"task": "regression", "target": "y"}, "target", "“y” holds words"),
        (column(" ".join(f"w{k}" for k in range(21))), {}, "target", "21 different values; 2 to 20"),
        ("k,y\na,1\nb,2\nc,3\n", {}, "inputs", "No other column is left to predict “y” from."),
        (
            "k,y\na,1\nb,2\nc,3\n",
            {"inputs": ["k"]},
            "inputs",
            "“k” cannot be an input: it has 3 different words",
        ),
        ("e,x,y\n,1,2\n,2,3\n,4,5\n", {"target": "e"}, "target", "“e” has no values"),
        (
            "x,z,y\n1,,2\n2,,3\n3,1,4\n",
            {},
            "inputs",
            "Only 1 of 3 rows can be used, and 3 are needed: fill the gaps, or ",
        ),
        (
            ",".join(f"c{k}" for k in range(102)) + ("\n" + ",".join(["1"] * 101) + ",{}") * 3,
            {},
            "inputs",
            "101 numbers, and at most 100",
        ),
    ],
)
def test_questions_without_answer_are_refused(
    text: str, more: dict[str, Any], field: str, expected: str
) -> None:
    with pytest.raises(InvalidData) as refused:
        question_of(params(text.replace("{}", "1", 1).replace("{}", "2", 1).replace("{}", "3", 1), **more))
    assert refused.value.field == field
    assert expected in refused.value.detail


def test_no_inputs_at_all_are_refused() -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        params(column("1 2 3"), inputs=[])


def test_long_names_are_cut_and_stay_on_one_line() -> None:
    told = tell(params('"' + "a b\n" * 40 + '",y\n1,2\n3,4.5\n5,6\n'))
    assert "\n" not in told
    assert len(told) < 200
