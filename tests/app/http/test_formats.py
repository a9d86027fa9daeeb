"""Formats: each column of a trajectory, landscape and map is under its own name in JSON, CSV and npz."""

import csv
import io
import json

import numpy as np
import pytest
from talk import experiment, racer

from app.http.map_formats import encode_map
from app.http.trajectory_formats import Computed, Selection, encode_landscape, encode_trajectory
from engine.batched import MapPart
from engine.run.trajectory import COLUMNS, Event, StepMarks
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

RECORDED = [
    "x", "y", "loss", "lr", "grad_norm", "off_plane", "gradient_x", "gradient_y", "momentum_x", "momentum_y",
    "batch_loss", "evaluations", "examples", "queries",
]  # fmt: skip
"""The columns in the order of docs/protocol.md."""

PUBLIC = ["x", "y", "loss", "lr", "grad_norm"]
POINTS = [7, 4]
"""The second racer has ended before."""

NETWORK = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [2]}},
    "dataset": {"name": "moons", "params": {"samples": 20}},
}


def values(number, name):
    """Numbers that no other column and no other racer has."""
    return 1000.0 * number + 10.0 * RECORDED.index(name) + np.arange(POINTS[number]) / 8


def computed(plane):
    racers = [racer("sgd", lr=0.1) | {"label": 'one, "quoted"'}, racer("adam", lr=0.1) | {"label": "two"}]
    spec = experiment(
        *racers, steps=6, **({"problem": NETWORK, "plane": {"name": "random"}} if plane else {})
    )
    tracks = [np.stack([values(number, name) for name in RECORDED]) for number in (0, 1)]
    events = [Event(0, 0, "descending", "a"), Event(3, 1, "diverged", "b", {"loss": 0.5})]
    events.append(Event(5, 0, "finished", "c", {"steps": 4.0, "rate": 0.25}))
    mark = StepMarks(2, np.array([[1.0, 2.0]]), np.array([3.0]), np.empty((0, 4)), np.arange(5.0))
    return Computed("id", complete(Experiment.model_validate(spec)), tracks, events, [[mark], []], None)


def names(plane, marks):
    return PUBLIC + ["off_plane"] * plane + ["queries"] * marks


def test_columns_are_those_of_the_protocol():
    assert list(COLUMNS) == RECORDED


@pytest.mark.parametrize("plane", [False, True])
@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize(("every", "kept"), [(1, [0, 1, 2, 3, 4, 5, 6]), (3, [0, 3, 6]), (4, [0, 4, 6])])
def test_each_column_is_under_its_name(plane, marks, every, kept):
    run, wanted = computed(plane), names(plane, marks)
    kept_of = [kept, sorted({*(step for step in kept if step < 4 and step % every == 0), 3})]

    def encoded(form):
        return encode_trajectory(run, Selection(form, every, marks))

    told = json.loads(encoded("json"))
    arrays = np.load(io.BytesIO(encoded("npz")))
    header, *lines = csv.reader(io.StringIO(encoded("csv").decode()))
    assert header == ["racer", "label", "step", *wanted]
    for number, steps in enumerate(kept_of):
        track = told["racers"][number]
        rows = [line for line in lines if line[0] == str(number)]
        assert track["steps"] == arrays[f"steps_{number}"].tolist() == [int(row[2]) for row in rows] == steps
        assert {row[1] for row in rows} == {track["label"]} == {['one, "quoted"', "two"][number]}
        assert set(track) == {"label", "steps", "regime", *wanted} | ({"marks"} if marks else set())
        for place, name in enumerate(wanted):
            expected = values(number, name)[steps].tolist()
            assert track[name] == expected
            assert arrays[f"{name}_{number}"].tolist() == expected
            assert [float(row[3 + place]) for row in rows] == expected
    assert [track["regime"] for track in told["racers"]] == [
        {"name": "finished", "sentence": "c", "step": 5, "evidence": {"steps": 4, "rate": 0.25}},
        {"name": "diverged", "sentence": "b", "step": 3, "evidence": {"loss": 0.5}},
    ]
    about = json.loads(arrays["about"].tobytes())
    assert about["regimes"] == [track["regime"] for track in told["racers"]]
    assert (about["id"], told["id"]) == ("id", "id")


X, Y = np.array([-1.0, 0.5, 2.0]), np.array([-3.0, 4.0])
Z = 10 * np.arange(2.0)[:, None] + np.arange(3.0)
Z[1, 2] = np.nan


def test_landscape_has_each_height_at_its_place():
    about = {"log_scale": True}
    told = json.loads(encode_landscape("json", X, Y, Z, about))
    assert (told["x"], told["y"], told["log_scale"]) == (X.tolist(), Y.tolist(), True)
    assert told["z"] == [[0, 1, 2], [10, 11, None]]
    arrays = np.load(io.BytesIO(encode_landscape("npz", X, Y, Z, about)))
    for name, expected in (("x", X), ("y", Y), ("z", Z)):
        np.testing.assert_array_equal(arrays[name], expected)
    header, *lines = csv.reader(io.StringIO(encode_landscape("csv", X, Y, Z, about).decode()))
    assert header == ["x", "y", "z"]
    found = {(float(x), float(y)): z for x, y, z in lines}
    assert found == {
        (x, y): "" if np.isnan(Z[i, j]) else str(Z[i, j]) for i, y in enumerate(Y) for j, x in enumerate(X)
    }


def part(number, cells):
    cells = np.array(cells)
    columns = {"minimum": cells % 5 - 1, "steps": 100 + cells, "loss": cells / 4}
    return MapPart(
        number, 2, ("lr", "momentum"), ("log", "linear"), X, Y, cells, columns, [(0.0, 1.0, 2.0)], None
    )


def test_map_has_each_cell_at_its_place():
    parts, about = (
        [part(0, [4, 0]), part(1, [5, 1, 3, 2])],
        {"id": "m", "kind": "hyperparameters", "racer": 1},
    )
    told = json.loads(encode_map("json", parts, about))
    whole = np.arange(6).reshape(2, 3)
    expected = {"minimum": whole % 5 - 1, "steps": 100 + whole, "loss": whole / 4}
    assert told["cells"] == {name: grid.tolist() for name, grid in expected.items()}
    assert told["axes"] == [
        {"parameter": "lr", "scale": "log"},
        {"parameter": "momentum", "scale": "linear"},
    ]
    assert (told["x"], told["y"], told["minima"]) == (X.tolist(), Y.tolist(), [[0.0, 1.0, 2.0]])
    assert {name: told[name] for name in about} == about
    arrays = np.load(io.BytesIO(encode_map("npz", parts, about)))
    header, *lines = csv.reader(io.StringIO(encode_map("csv", parts, about).decode()))
    assert header == ["lr", "momentum", "minimum", "steps", "loss"]
    for name, grid in expected.items():
        np.testing.assert_array_equal(arrays[name], grid)
        place = header.index(name)
        found = {(float(line[0]), float(line[1])): float(line[place]) for line in lines}
        assert found == {(x, y): grid[i, j] for i, y in enumerate(Y) for j, x in enumerate(X)}
