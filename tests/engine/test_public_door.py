"""Public door of the engine: its names, and that it runs in a bare process without server or workers."""

import json
import subprocess
import sys
from pathlib import Path

import engine
import engine.catalog

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import importlib.abc, json, multiprocessing.process, sys, threading

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("app", "descentlab", "fastapi", "starlette", "uvicorn", "websockets"):
            raise ImportError(f"the engine must not import {name}")

def refuse(*_, **__):
    raise RuntimeError("the engine must not start a process or a thread")

sys.meta_path.insert(0, Refuse())
import engine
light = "torch" not in sys.modules
from engine import Experiment, build_problem, build_race, complete, experiment_id, grid
multiprocessing.process.BaseProcess.start = refuse
threading.Thread.start = refuse
spec = {
    "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}},
    "racers": [{"optimizer": {"name": "adam"}}],
    "steps": 5,
}
experiment = complete(Experiment.model_validate(spec))
chunk = build_race(experiment).advance(6)
land = grid(build_problem(experiment), 11)
print(json.dumps([light, experiment_id(experiment), chunk.racers[0].shape, land.z.shape]))
"""


def test_every_public_name_can_be_imported() -> None:
    for name in engine.__all__:
        assert getattr(engine, name) is not None, name
    for name in engine.catalog.__all__:
        assert getattr(engine.catalog, name) is not None, name


def test_engine_runs_in_a_bare_process() -> None:
    printed = subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=ROOT, text=True, timeout=240)
    light, identity, path, land = json.loads(printed)
    assert light, "importing the door alone must not load torch"
    assert len(identity) >= 16
    assert path == [len(engine.COLUMNS), 6]
    assert land == [11, 11]
