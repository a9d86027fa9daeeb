"""Notebook export: executed cell by cell, its rows and plots match the race."""

import json
from typing import Any

import numpy as np
import pytest

from engine.catalog.surfaces import SURFACES
from engine.export.notebook import RESOLUTION, notebook
from engine.landscape.build import build_race
from engine.run.trajectory import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

CASES: dict[str, dict[str, Any]] = {
    "surface": {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
        "racers": [{"optimizer": {"name": "sgd", "params": {"momentum": 0.9}}}],
    },
    "family": {
        "problem": {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": 5.0}}},
        "racers": [
            {"label": 'a"\n# $x$ <b>`[', "optimizer": {"name": "adam"}},
            {"optimizer": {"name": "lbfgs"}},
        ],
    },
    "formula": {
        "problem": {"kind": "formula", "expression": "x**2 + max(y, 0)", "noise": 0.1},
        "racers": [{"optimizer": {"name": "adam"}, "schedule": {"name": "cosine"}}],
    },
    "constant": {
        "problem": {"kind": "formula", "expression": "2*pi"},
        "racers": [{"optimizer": {"name": "adam"}}],
    },
    "network": {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp"},
            "dataset": {"name": "xor"},
            "batch_size": 20,
        },
        "racers": [{"optimizer": {"name": "adam"}}, {"optimizer": {"name": "muon"}}],
        "plane": {"name": "random"},
    },
}


def run(text: str) -> dict[str, Any]:
    """All variables after the code cells have run."""
    document = json.loads(text)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    names: dict[str, Any] = {}
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    return names


@pytest.mark.parametrize("case", CASES)
def test_rows_and_plots_match_the_race(case: str) -> None:
    spec = complete(Experiment.model_validate(CASES[case] | {"steps": 20}))
    names = run(notebook(spec))
    columns = build_race(spec).advance(21).racers
    wanted = ["loss", "lr"] if case == "network" else ["x", "y", "loss", "lr"]
    for number, points in enumerate(columns):
        path = np.array(names["paths"][number])
        expected = [np.arange(points.shape[1]), *(points[COLUMNS.index(name)] for name in wanted)]
        assert path.tobytes() == np.column_stack(expected).tobytes()
        assert np.array_equal(names["losses"].data[number].y, points[COLUMNS.index("loss")])
    assert [trace.name for trace in names["losses"].data] == [racer.label for racer in spec.racers]
    assert ("land" in names) == (case != "network")


@pytest.mark.parametrize("surface", SURFACES.names)
def test_landscape_matches_the_surface(surface: str) -> None:
    problem = {"kind": "surface", "surface": {"name": surface}}
    racers = [{"optimizer": {"name": "adam"}}]
    names = run(
        notebook(complete(Experiment.model_validate({"problem": problem, "racers": racers, "steps": 2})))
    )
    contour, path = names["land"].data
    entry = SURFACES.named(surface)
    assert (contour.x[0], contour.x[-1]) == entry.domain[0]
    assert (contour.y[0], contour.y[-1]) == entry.domain[1]
    assert contour.z.shape == (RESOLUTION, RESOLUTION)
    assert np.isfinite(contour.z).all()
    assert (path.x[0], path.y[0]) == entry.start


def test_notebook_is_valid_json_with_cell_ids() -> None:
    spec = complete(Experiment.model_validate(CASES["family"] | {"steps": 2}))
    document = json.loads(notebook(spec))
    ids = [cell["id"] for cell in document["cells"]]
    assert len(set(ids)) == len(ids) == 5
    assert document["metadata"]["descentlab"]["experiment"] == spec.model_dump(mode="json")
    heading = "".join(document["cells"][0]["source"])
    assert "<b>" not in heading
    assert heading.count("\n# ") == 0
