"""Client tables: a user's own table as a file, text or DataFrame, in this process or on a server."""

import hashlib
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descentlab import Client, LabError

GERMAN = "größe;preis\n80,5;410,5\n60;305\n;420\n120;610,25\n95;500\n"
SIZES, PRICES = [80.5, 60, 120, 95], [410.5, 305, 610.25, 500]
PLAIN = "x,y\n1,2.5\n2,3.5\n3,7.0\n"


def line(dataset: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "network", "model": {"name": "line"}, "dataset": dataset}


@pytest.mark.parametrize("kind", [str, Path])
def test_file_is_read_told_and_fitted(lab: Client, tmp_path: Path, kind: Any) -> None:
    file = tmp_path / "häuser.csv"
    file.write_bytes(GERMAN.encode("latin-1"))
    table = lab.table(kind(file))
    assert table.told == (
        "5 rows, 2 columns; Windows-1252, semicolons, decimal commas; 1 row with gaps left out; “preis” is "
        "predicted from “größe” as a number (regression)"
    )
    assert (table.rows, table.columns, table.target) == (5, ["größe", "preis"], "preis")
    assert (table.inputs, table.task, table.refused) == (["größe"], "regression", None)
    minima = lab.landscape(line(table.dataset(scaling="raw", test_share=0)), resolution=5).minima
    assert minima[0][:2] == pytest.approx(np.polyfit(SIZES, PRICES, 1), rel=1e-6)


def test_text_bytes_and_frames_are_the_same_table(lab: Client) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"x": [1, 2, 3], "y": [2.5, 3.5, 7.0]})
    tables = [lab.table(source) for source in (PLAIN, PLAIN.encode(), PLAIN.encode("utf-16"), frame)]
    assert {table.id for table in tables} == {hashlib.sha256(PLAIN.encode()).hexdigest()[:32]}
    assert {table.params["csv"] for table in tables} == {PLAIN}


def test_large_table_travels_as_its_hash(lab: Client) -> None:
    generator = random.Random(3)
    text = "x,y\n" + "".join(f"{x},{3 * x + generator.gauss(0, 1):.3f}\n" for x in range(9_000))
    table = lab.table(text)
    id_ = hashlib.sha256(text.encode()).hexdigest()[:32]
    assert table.dataset() == {"name": "table", "params": {"table": id_}}
    run = lab.run(line(table.dataset()), "gd", lr=0.1, steps=60)
    assert run.loss[-1] < 0.01 < run.loss[0]
    assert len(run.url) < 1500


def test_choices_decide_what_is_predicted(lab: Client) -> None:
    text = "7 1 0\n8 2 1\n9 9 0\n7 5 1\n"
    table = lab.table(text, header="no", target="column 3", inputs=["column 1"], task="regression")
    assert (table.inputs, table.task) == (["column 1"], "regression")
    assert lab.run(line(table.dataset()), "gd", steps=1).experiment["problem"]["dataset"]["params"][
        "inputs"
    ] == ["column 1"]
    assert lab.table(text, model="logistic_neuron").task == "classes"


def test_table_that_cannot_answer_says_why(lab: Client) -> None:
    table = lab.table("x,y\n1,2\nbig,4\n5,6\n7,8\n")
    assert table.task is None
    assert "Line 3, column 1 (“x”) is not a number" in str(table.refused)
    assert str(table.refused) in repr(table)
    with pytest.raises(LabError, match="Line 3, column 1"):
        lab.run(line(table.dataset()))


@pytest.mark.parametrize(
    ("source", "choices", "sentence"),
    [
        ("a\n1\n2\n3\n", {}, "has 1 column"),
        (b"PK\x03\x04", {}, "save the table as CSV"),
        ("no such file.csv", {}, "'no such file.csv' cannot be read: No such file"),
        (3, {}, "Give a table as the path of its file"),
        (PLAIN, {"delimitr": ";"}, "delimitr"),
        (PLAIN, {"encoding": "klingon"}, "encoding"),
        (PLAIN, {"model": "lines"}, "no model named 'lines'"),
    ],
)
def test_unusable_table_gives_a_sentence(
    lab: Client, source: Any, choices: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(LabError) as error:
        lab.table(source, **choices)
    assert sentence in str(error.value)
