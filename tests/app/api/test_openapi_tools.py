"""OpenAPI document in foreign tools: two linters find nothing, and a generated client calls the server."""

import json
import os
import subprocess

import pytest
from foreign import ROOT, node_program, python_program

from app.main import app

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

# PyTorch's ``model.eval()`` in a description is no script.
RULES = 'extends: ["spectral:oas"]\nrules:\n  no-eval-in-markdown: off\n'
PROGRAM = """
import io
import json
import sys

from descent_lab_client import Client
from descent_lab_client.api.exports import exports_export_png
from descent_lab_client.api.tables import tables_keep_table
from descent_lab_client.api.trajectories import trajectories_link_trajectory
from descent_lab_client.models import Experiment
from descent_lab_client.types import File

lab = Client(base_url=sys.argv[1], timeout=120)
path = trajectories_link_trajectory.sync(client=lab, surface="bowl", run=["sgd,lr:0.1"], steps=3)
fault = trajectories_link_trajectory.sync(client=lab, surface="bowl", run=["sgd,lr:-1"])
problem = {"kind": "surface", "surface": {"name": "bowl"}}
spec = Experiment.from_dict({"problem": problem, "racers": [{"optimizer": {"name": "sgd"}}], "steps": 3})
picture = exports_export_png.sync(client=lab, body=spec)
table = File(payload=io.BytesIO(b"size,price\\n50,300\\n70,410\\n95,505\\n"))
told = tables_keep_table.sync(client=lab, body=table, save=False)
print(json.dumps([
    len(path.racers[0].loss), type(fault).__name__, fault.status, fault.errors[0].pointer,
    picture.payload.read(8).hex(), told.rows,
]))
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps(app.openapi()))
    return path


def said(command, folder):
    env = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False
    )


def test_redocly_finds_nothing(document):
    done = said([node_program("redocly"), "lint", document.name, "--format", "json"], document.parent)
    assert json.loads(done.stdout)["problems"] == []


def test_spectral_finds_nothing(document):
    (document.parent / "rules.yml").write_text(RULES)
    command = [
        node_program("spectral"),
        "lint",
        "--ruleset",
        "rules.yml",
        "--quiet",
        "--format",
        "json",
        document.name,
    ]
    assert json.loads(said(command, document.parent).stdout) == []


def test_generated_client_calls_the_server(document, server, tmp_path):
    config = ROOT / "examples" / "openapi-python-client.yml"
    command = [python_program("openapi-python-client"), "generate", "--path", str(document)]
    command += ["--config", str(config), "--output-path", str(tmp_path / "made"), "--fail-on-warning"]
    made = said(command, tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    program = [python_program("python"), "-c", PROGRAM, server.url]
    called = said(program, tmp_path / "made")
    assert called.returncode == 0, called.stderr
    assert json.loads(called.stdout) == [
        4,
        "Problem",
        422,
        "/racers/0/optimizer/params/lr",
        "89504e470d0a1a0a",
        3,
    ]
