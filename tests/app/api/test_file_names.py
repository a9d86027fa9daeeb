"""Names of downloaded files: problem, then methods."""

import re
from typing import Any

import httpx2
import pytest

ROSENBROCK = {"kind": "surface", "surface": {"name": "rosenbrock"}}
SUFFIXES = {
    "exports/png": "png",
    "exports/svg": "svg",
    "exports/gif": "gif",
    "exports/mp4": "mp4",
    "exports/webm": "webm",
    "exports/html": "html",
    "exports/pytorch": "py",
    "exports/notebook": "ipynb",
    "trajectories?format=csv": "csv",
    "trajectories?format=npz": "npz",
    "trajectories?format=json": "json",
}


def racer(name: str, **params: Any) -> dict[str, Any]:
    return {"optimizer": {"name": name, "params": params}}


def name_of(client: httpx2.Client, path: str, problem: Any, *racers: dict[str, Any]) -> str:
    experiment = {"problem": problem, "racers": racers or [racer("adam")], "steps": 3}
    answer = client.post(f"/api/v1/{path}", json=experiment)
    assert answer.status_code == 200, answer.text
    found = re.search(r'filename="([^"]*)"', answer.headers["content-disposition"])
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", SUFFIXES)
def test_file_is_named_after_problem_and_methods(client: httpx2.Client, path: str) -> None:
    momentum = racer("sgd", momentum=0.9)
    name = name_of(client, path, ROSENBROCK, racer("adam"), momentum)
    assert name == f"rosenbrock-adam-momentum.{SUFFIXES[path]}"


def test_name_has_four_methods_at_most(client: httpx2.Client) -> None:
    racers = [racer("adam"), racer("adam", lr=0.5), *map(racer, ("sgd", "nelder_mead", "rmsprop", "lbfgs"))]
    name = name_of(client, "exports/svg", ROSENBROCK, *racers)
    assert name == "rosenbrock-adam-gd-nelder-mead-rmsprop.svg"


def test_name_of_a_network_has_its_data(client: httpx2.Client) -> None:
    network = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "breast_cancer"}}
    assert name_of(client, "exports/pytorch", network) == "mlp-breast-cancer-adam.py"


def test_name_of_a_formula_is_plain_text(client: httpx2.Client) -> None:
    formula = {"kind": "formula", "expression": "x² + ½y²"}
    assert name_of(client, "exports/svg", formula) == "formula-adam.svg"
