"""The user's own tables and points: parsed as by pandas, and refused with line and column."""

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from network_specs import MLP, network_experiment

from engine.catalog.datasets import DATASETS
from engine.catalog.datasets.csv_parsing import MAX_BYTES, MAX_CLASSES
from engine.catalog.datasets.load import load
from engine.catalog.datasets.table import EXAMPLE
from engine.core.errors import InvalidSpec
from engine.landscape.build import build_race

PLAIN = {"test_share": 0.0, "scaling": "raw"}


def _table(csv: str, **params: Any) -> Any:
    return load(DATASETS.choose("table", csv=csv, **{**PLAIN, **params}), 0)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_table_equals_pandas(mark: str) -> None:
    text = "a,b,kind\n1,-2.5e1,yes\n\n+0.5,.25,no\n3.,4,yes\n".replace(",", mark)
    data, frame = _table(text), pd.read_csv(io.StringIO(text), sep=mark)
    np.testing.assert_array_equal(data.train.inputs, frame[["a", "b"]].to_numpy())
    np.testing.assert_array_equal(data.train.targets, frame["kind"].astype("category").cat.codes)
    assert (data.dataset.features, data.dataset.classes) == (2, 2)


def test_any_column_can_be_the_target() -> None:
    data = _table(EXAMPLE.replace("yes", "1").replace("no\n", "0\n"), target="sleep")
    frame = pd.read_csv(io.StringIO(EXAMPLE))
    np.testing.assert_array_equal(data.train.inputs[:, 0], frame["study"])
    np.testing.assert_array_equal(data.train.inputs[:, 1], frame["passed"] == "yes")
    sleep = frame["sleep"].to_numpy()
    np.testing.assert_allclose(data.train.targets, (sleep - sleep.mean()) / sleep.std())
    assert data.dataset.task == "regression"


@pytest.mark.parametrize(
    ("column", "classes"),
    [
        ("1 1.0 2", 2),
        ("-1 0 1", 3),
        ("0.5 1 2", None),
        (" ".join(map(str, range(11))), None),
        (" ".join(map(str, range(10))), 10),
        ("red blue 3", 3),
        ("100000.0 100000.7 100001.4", None),
        ("1000001 1000002 1000003", 3),
    ],
)
def test_columns_become_classes_or_a_regression(column: str, classes: int | None) -> None:
    cells = column.split() * 3
    text = "x,y\n" + "\n".join(f"{k},{cell}" for k, cell in enumerate(cells))
    assert _table(text).dataset.classes == classes


def test_table_without_names_includes_first_line() -> None:
    data = _table("1,2,0\n3,4,1\n5,6,0\n7,8,1\n", target="column 3")
    np.testing.assert_array_equal(data.train.inputs, [[1, 2], [3, 4], [5, 6], [7, 8]])


def test_ordered_rows_keep_the_last_for_testing() -> None:
    text = "t,y\n" + "\n".join(f"{k},{k * k + 0.5}" for k in range(20))
    data = _table(text, shuffled=False, test_share=0.25)
    assert data.test.inputs[:, 0].tolist() == [15, 16, 17, 18, 19]


@pytest.mark.parametrize(
    ("csv", "params", "field", "expected"),
    [
        ("a,b\n1,2\n3,4\nx,5\n", {}, "csv", "Line 4, column 1 is not a number"),
        ("a,b,c\n1,2,3\n\n4,5\n6,7,8\n", {}, "csv", "Line 4 has 2 values, but the first line has 3"),
        ("a,b\n1,2\n3,\n5,6\n", {}, "csv", "Line 3, column 2 is empty"),
        ("a,b\n1,2\n,3\n5,6\n", {}, "csv", "Line 3, column 1 is not a number"),
        ("a,b\n1e200,2\n3,4\n5,6\n", {}, "csv", "Line 2, column 1"),
        ("a,b\nnan,2\n3,4\n5,6\n", {}, "csv", "Line 2, column 1"),
        ("a,b\n1_0,2\n3,4\n5,6\n", {}, "csv", "Line 2, column 1"),
        ("a,a\n1,2\n3,4\n5,6\n", {}, "csv", "name of its own"),
        ("hello\nworld\nagain\nmore", {}, "csv", "has 1 column;"),
        ("a,b\n1,2\n", {}, "csv", "at least four lines"),
        ("a,b\n" + "1,2\n" * 2000, {}, "csv", "2,000 lines"),
        ("a,b\n1,2\n3,4\n5,6\n", {"target": "c"}, "target", "no such column"),
        ("a,b\n1,2\n3,2\n5,2\n", {}, "target", "1 different value;"),
        ("a,b\n" + "".join(f"{k},w{k}\n" for k in range(MAX_CLASSES + 1)), {}, "target", "21 different"),
        ("é,b\n" + "é" * (MAX_BYTES // 2) + ",2\n3,4\n5,6\n", {}, "csv", "40,000 bytes"),
    ],
)
def test_invalid_tables_are_refused_with_line_and_column(
    csv: str, params: Any, field: str, expected: str
) -> None:
    dataset = {"name": "table", "params": {"csv": csv, **params}}
    with pytest.raises(InvalidSpec) as refused:
        network_experiment(MLP, dataset)
    assert refused.value.pointer == f"/problem/dataset/params/{field}"
    assert expected in refused.value.detail


def test_points_equal_the_drawn_ones() -> None:
    points = [[-0.5, 0.25, 0], [0.5, 0.25, 2], [0, 1, 1], [0.75, -1, 2]]
    data = load(DATASETS.choose("points", points=points), 0)
    np.testing.assert_array_equal(data.train.inputs, np.array(points)[:, :2])
    np.testing.assert_array_equal(data.train.targets, [0, 2, 1, 2])
    assert data.dataset.classes == 3


@pytest.mark.parametrize("dataset", ["table", "points"])
def test_own_data_is_learned(dataset: str) -> None:
    racers = [{"optimizer": {"name": "adam", "params": {"lr": 0.05}}}]
    columns = build_race(network_experiment(MLP, dataset, racers=racers, steps=150)).advance(151).racers[0]
    assert columns[2, -1] < 0.3 * columns[2, 0]
