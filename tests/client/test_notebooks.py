"""Notebooks: the example and an export run in a real kernel."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]

EXAMPLE = ROOT / "examples" / "notebook" / "descent.ipynb"
EXPERIMENT = {
    "problem": {"kind": "surface", "surface": {"name": "beale"}},
    "racers": [{"optimizer": {"name": "adam"}}, {"optimizer": {"name": "sgd"}}],
    "steps": 20,
}

# Deprecations inside Jupyter are not ours.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(180)]


def executed(notebook: Any, folder: Path) -> list[Any]:
    """Code cells after a run from top to bottom; raises the error of a cell."""
    where = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=120, resources=where, kernel_name="python3").execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_example_notebook_and_its_script_print_equal_numbers() -> None:
    stored = nbformat.read(EXAMPLE, as_version=4)
    nbformat.validate(stored)
    assert all(cell.outputs for cell in stored.cells if cell.cell_type == "code"), "it is shown executed"
    cells = executed(stored, ROOT)
    assert cells[-1].outputs[-1].data["text/plain"] == "True"


def test_exported_notebook_runs_without_the_lab(url: str, tmp_path: Path) -> None:
    request = urllib.request.Request(
        f"{url.rstrip('/')}/api/v1/exports/notebook",
        json.dumps(EXPERIMENT).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        notebook = nbformat.reads(answer.read().decode(), as_version=4)
    nbformat.validate(notebook)
    assert "descentlab" not in "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    executed(notebook, tmp_path)


def test_three_displays_stay_small(tmp_path: Path) -> None:
    """Without a script each; before, each display stored 2.2 MB."""
    sources = (
        "from descentlab import Client; lab = Client()",
        "lab.run('rosenbrock', 'adam', lr=0.1)",
        "lab.compare('rosenbrock', ['gd', 'adam', 'lbfgs'])",
        "lab.landscape('rosenbrock')",
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    shown = [cell.outputs[-1].data for cell in executed(notebook, ROOT)[1:]]
    nbformat.validate(notebook)
    for data in shown:
        assert set(data) == {"text/plain", "application/vnd.plotly.v1+json", "image/jpeg"}
    assert "<script" not in json.dumps(shown)
    path = tmp_path / "three.ipynb"
    nbformat.write(notebook, path)
    assert path.stat().st_size < 1_200_000
