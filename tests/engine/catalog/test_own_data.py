"""The user's own tables and points: parsed as by pandas, and refused with line and column."""

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from network_specs import MLP, network_experiment
from scipy import optimize, stats

from engine.catalog.datasets import DATASETS
from engine.catalog.datasets.load import load
from engine.catalog.datasets.table import EXAMPLE, LINE_EXAMPLE, MAX_BYTES
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
    np.testing.assert_array_equal(data.train.targets, frame["sleep"])
    assert data.dataset.task == "regression"


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
        ("a,b\n1,2\n3,4\nx,5\n", {}, "csv", "Line 4, column 1 (“a”) is not a number"),
        ("a,b,c\n1,2,3\n\n4,5\n6,7,8\n", {}, "csv", "Line 4 has 2, where the table has 3 columns"),
        ("a,b\n1,2\n3,4\n5,6\n", {"target": "c"}, "target", "no such column"),
        ("é,b\n" + "é" * (MAX_BYTES // 2) + ",2\n3,4\n5,6\n", {}, "csv", "40,000 travel"),
        ("a,b\n1,2\n3,4\n5,6\n", {"inputs": ["b"]}, "inputs", "the one to predict"),
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


def test_categories_are_inputs_as_by_pandas() -> None:
    text = "color,sex,size,y\n" + "".join(
        f"{'rgb'[k % 3]},{'fm'[k % 2]},{k}.5,{k * k}.25\n" for k in range(12)
    )
    frame = pd.read_csv(io.StringIO(text))
    expected = pd.concat(
        [pd.get_dummies(frame["color"]), pd.get_dummies(frame["sex"], drop_first=True), frame["size"]], axis=1
    )
    np.testing.assert_array_equal(_table(text).train.inputs, expected.to_numpy(float))


def test_gaps_are_filled_with_the_mean_of_the_training_samples() -> None:
    text = "x,y\n" + "".join(f"{'' if k % 4 == 0 else k},{k}.5\n" for k in range(20))
    data = _table(text, gaps="fill", shuffled=False, test_share=0.25)
    known = [k for k in range(15) if k % 4]
    filled = [sum(known) / len(known) if k % 4 == 0 else k for k in range(20)]
    np.testing.assert_allclose(data.train.inputs[:, 0], filled[:15])
    np.testing.assert_allclose(data.test.inputs[:, 0], filled[15:])


def test_raw_scaling_keeps_the_target_in_its_own_units() -> None:
    text = "x,y\n1,3\n2,5\n3,7\n4,9\n"
    assert _table(text).train.targets.tolist() == [3, 5, 7, 9]
    standardized = _table(text, scaling="standardize").train.targets
    np.testing.assert_allclose(standardized, (np.array([3, 5, 7, 9]) - 6) / np.sqrt(5))


def test_experiments_of_before_keep_their_json() -> None:
    """Fields that are new are left out while they have their defaults: links and ids of before stay."""
    before = {"csv": EXAMPLE, "target": None, "test_share": 0.2, "scaling": "standardize", "shuffled": True}
    assert DATASETS.choose("table", **before).model_dump(mode="json")["params"] == before
    points = {"points": [[0.0, 0.0, 0]] * 4, "label_noise": 0.0, "test_share": 0.0, "scaling": "raw"}
    assert DATASETS.choose("points", **points).model_dump(mode="json")["params"] == points


def test_completed_experiments_of_before_still_run() -> None:
    """They name a loss for classes, which then decides what whole numbers are."""
    dataset = {"name": "table", "params": {"csv": "x,y\n1,3\n2,5\n3,7\n4,9\n", "target": None}}
    experiment = network_experiment(MLP, dataset, loss={"name": "cross_entropy"})
    assert experiment.problem.dataset.params.task == "classes"
    open_question = network_experiment(MLP, dataset)
    assert open_question.problem.dataset.params.task == "regression"
    assert open_question.problem.loss.name == "mse"


def test_choices_are_written_down_when_completed() -> None:
    dataset = {"name": "table", "params": {"csv": "a,b,c\n1,2,x\n2,3,y\n3,5,x\n4,6,y\n"}}
    params = network_experiment(MLP, dataset).problem.dataset.params
    assert (params.target, params.task, params.inputs) == ("c", "classes", None)
    line = network_experiment({"name": "line"}, dataset, plane=None).problem.dataset.params
    assert (line.target, line.task, line.inputs) == ("b", "regression", ("a",))


def test_points_equal_the_drawn_ones() -> None:
    points = [[-0.5, 0.25, 0], [0.5, 0.25, 2], [0, 1, 1], [0.75, -1, 2]]
    data = load(DATASETS.choose("points", points=points), 0)
    np.testing.assert_array_equal(data.train.inputs, np.array(points)[:, :2])
    np.testing.assert_array_equal(data.train.targets, [0, 2, 1, 2])
    assert data.dataset.classes == 3


LINE_TABLE = "x,y\n1,3.5\n2,4.25\n4,8.5\n7,12\n11,22.5\n"


@pytest.mark.parametrize("scaling", ["raw", "standardize"])
def test_line_fits_own_table_on_its_exact_land(scaling: str) -> None:
    dataset = {"name": "table", "params": {"csv": LINE_TABLE, "scaling": scaling, "test_share": 0.0}}
    spec = network_experiment("line", dataset, racers=[{"optimizer": {"name": "sgd"}}], steps=2000)
    race = build_race(spec)
    x, y = np.loadtxt(io.StringIO(LINE_TABLE), delimiter=",", skiprows=1, unpack=True)
    if scaling == "standardize":
        x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    fit = stats.linregress(x, y)
    loss = float(np.mean((fit.slope * x + fit.intercept - y) ** 2))
    (minimum,) = race.problem.known_minima()
    np.testing.assert_allclose(minimum, (fit.slope, fit.intercept, loss), atol=1e-12)
    columns = race.advance(2001).racers[0]
    np.testing.assert_allclose(columns[:3, -1], (fit.slope, fit.intercept, loss), rtol=2e-3, atol=1e-3)
    heights = race.problem.loss_grid(np.array([0.5, 2.0]), np.array([-1.0, 0.25]))
    expected = [[np.mean((w * x + b - y) ** 2) for w in (0.5, 2.0)] for b in (-1.0, 0.25)]
    np.testing.assert_allclose(heights, expected)


def test_line_fits_drawn_points() -> None:
    points = [[-0.5, 0.25, 0], [0.5, 0.5, 2], [0, 1, 1], [0.75, -1, 2]]
    race = build_race(network_experiment("line", {"name": "points", "params": {"points": points}}))
    fit = stats.linregress(*np.array(points)[:, :2].T)
    np.testing.assert_allclose(race.problem.known_minima()[0][:2], (fit.slope, fit.intercept), atol=1e-12)


@pytest.mark.parametrize("dataset", ["table", "points"])
def test_logistic_neuron_fits_own_data(dataset: str) -> None:
    if dataset == "table":
        x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
        params: dict[str, Any] = {"csv": "x,k\n1,no\n2,no\n3,yes\n4,no\n5,yes\n6,yes\n", "scaling": "raw"}
        params["test_share"] = 0.0
    else:
        x = [-1.0, -0.5, 0.0, 0.25, 0.5, 1.0]
        labels = (0, 0, 1, 0, 1, 1)
        params = {"points": [[place, 0.3, label] for place, label in zip(x, labels, strict=True)]}
    race = build_race(network_experiment("logistic_neuron", {"name": dataset, "params": params}))
    signs = np.array([-1, -1, 1, -1, 1, 1])
    inputs = np.array(x)
    best = optimize.minimize(lambda w: np.logaddexp(0, -signs * (w[0] * inputs + w[1])).mean(), (0, 0))
    np.testing.assert_allclose(race.problem.known_minima()[0], (*best.x, best.fun), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("model", "dataset", "params", "expected"),
    [
        ("line", "table", {"task": "classes"}, "predicts a number, and a class is asked for"),
        ("line", "points", {"task": "classes"}, "predicts a number, and a class is asked for"),
        (
            "line",
            "table",
            {"inputs": ["a", "b"], "csv": "a,b,c\n1,2,3\n2,3,5\n3,1,4\n"},
            "takes 1 input, and",
        ),
        ("logistic_neuron", "table", {"csv": LINE_TABLE}, "does not tell 5 classes apart"),
        ("logistic_neuron", "points", {"points": [[0, 0, k] for k in range(4)]}, "not tell 4 classes apart"),
        ("mlp", "points", {"task": "regression", "label_noise": 0.1}, "no label to be wrong"),
        ("mlp", "points", {"task": "regression", "inputs": ["y"]}, "predicted from x"),
    ],
)
def test_models_say_why_they_cannot_learn_own_data(
    model: str, dataset: str, params: dict[str, Any], expected: str
) -> None:
    with pytest.raises(InvalidSpec, match=expected) as refused:
        network_experiment(model, {"name": dataset, "params": params})
    assert refused.value.pointer.startswith("/problem/dataset/params")


def test_batch_is_never_larger_than_the_table() -> None:
    dataset = {"name": "table", "params": {"csv": LINE_TABLE, "test_share": 0.2}}
    assert network_experiment(MLP, dataset, batch_size=32).problem.batch_size is None
    assert network_experiment(MLP, dataset, batch_size=3).problem.batch_size == 3


def test_example_suits_the_model() -> None:
    """Chosen from the menu, a table without content gets an example that the model can learn."""
    for model in ("line", "linear_chain", "logistic_neuron", "mlp"):
        experiment = network_experiment(model, "table")
        assert experiment.problem.dataset.params.csv == (LINE_EXAMPLE if model[:3] == "lin" else EXAMPLE)


@pytest.mark.parametrize("dataset", ["table", "points"])
def test_own_data_is_learned(dataset: str) -> None:
    racers = [{"optimizer": {"name": "adam", "params": {"lr": 0.05}}}]
    columns = build_race(network_experiment(MLP, dataset, racers=racers, steps=150)).advance(151).racers[0]
    assert columns[2, -1] < 0.3 * columns[2, 0]
