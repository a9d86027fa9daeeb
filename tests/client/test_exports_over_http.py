"""Exports over HTTP: the script runs and prints the numbers that the server sends."""

import json
import urllib.request
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from descentlab import Client

EXPERIMENTS: list[dict[str, Any]] = [
    {
        "problem": {"kind": "surface", "surface": {"name": "branin"}, "noise": 0.2},
        "racers": [{"optimizer": {"name": "adam"}, "schedule": {"name": "one_cycle"}}],
        "steps": 30,
    },
    {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp"},
            "dataset": {"name": "xor"},
            "batch_size": 30,
        },
        "racers": [{"optimizer": {"name": "sgd"}}, {"optimizer": {"name": "nadam"}}],
        "steps": 15,
        "plane": {"name": "random"},
    },
]


def fetched(url: str, name: str, experiment: dict[str, Any]) -> tuple[str, Any]:
    request = urllib.request.Request(
        f"{url}/api/v1/exports/{name}",
        json.dumps(experiment).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        return answer.read().decode(), answer.headers


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=["surface", "network"])
def test_script_prints_what_the_server_computes(url: str, there: Client, experiment: dict[str, Any]) -> None:
    script, headers = fetched(url.rstrip("/"), "pytorch", experiment)
    assert headers["Content-Type"].startswith("text/x-python")
    assert headers["Content-Disposition"].endswith('.py"')
    output = StringIO()
    with redirect_stdout(output):
        exec(compile(script, "<script>", "exec"), {})
    rows = [row.split(",") for row in output.getvalue().splitlines()[1:]]
    losses = [float(row[-2]) for row in rows]
    assert losses == [loss for run in there.race(experiment) for loss in run.loss.tolist()]


def test_notebook_holds_the_script(url: str) -> None:
    text, headers = fetched(url.rstrip("/"), "notebook", EXPERIMENTS[0])
    assert headers["Content-Type"].startswith("application/x-ipynb+json")
    cells = json.loads(text)["cells"]
    assert any("torch.optim.Adam" in "".join(cell["source"]) for cell in cells)
