"""G23: reproducibility: one experiment has one path in any process, under load, and in any chunks.

PROCESSES=20. Torch has one thread, as in the server, the client and the exported scripts; the control
uses two threads, which sum in another order.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from ..report import Figure
from ..server_process import ROOT

PROCESSES = int(os.environ.get("PROCESSES", 20))


def network(model: str, dataset: str, steps: int, **params: Any) -> dict[str, Any]:
    """A race of two racers on a network."""
    return {
        "problem": {
            "kind": "network",
            "model": {"name": model, "params": params},
            "dataset": {"name": dataset},
            "batch_size": 32,
            "measure_every": 10,
        },
        "racers": [{"optimizer": {"name": name}} for name in ("sgd", "adam")],
        "steps": steps,
        "plane": {"name": "random"},
    }


SPECS = {
    "three on Rosenbrock": {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
        "racers": [{"optimizer": {"name": name}} for name in ("sgd", "adam", "lbfgs")],
        "steps": 500,
    },
    "MLP on moons": network("mlp", "moons", 300),
    "MLP on digits": network("mlp", "digits", 60, hidden=[64, 64, 64]),
    "CNN on digits": network("cnn", "digits", 12),
}
CHILD = """
import hashlib, json, sys, torch
from engine.completion import complete
from engine.experiment import Experiment
from engine.race import Race
threads, chunk, spec = json.loads(sys.stdin.read())
torch.set_num_threads(threads)
told = []
for racers in (spec["racers"], spec["racers"][:1]):
    race = Race(complete(Experiment.model_validate({**spec, "racers": racers})))
    points = [race.advance(chunk).racers[0] for _ in range(-(-(spec["steps"] + 1) // chunk))]
    told.append(hashlib.sha256(b"".join(point.T.tobytes() for point in points)).hexdigest())
print(json.dumps(told))
"""


def path_in(spec: dict[str, Any], number: int, threads: int = 1) -> list[str]:
    """Hashes of the first racer's path in a new process, with other racers and alone."""
    asked = json.dumps([threads, (7, 64, 1000)[number % 3], spec])
    done = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, input=asked, capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout))


@contextmanager
def beside_work() -> Iterator[None]:
    """Run while another process uses as much CPU as it can."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


def measure() -> list[Figure]:
    """Number of different hashes of each experiment; it must be one."""
    figures = []
    with ThreadPoolExecutor(2) as pool, beside_work():
        for name, spec in SPECS.items():
            told = list(pool.map(path_in, [spec] * PROCESSES, range(PROCESSES)))
            hashes = {one for pair in told for one in pair}
            detail = f"{PROCESSES} processes, three sizes of chunk, with others and alone"
            figures.append(Figure(f"repeats: paths of {name}", len(hashes), "", 1, detail=detail))
    digits = SPECS["MLP on digits"]
    other = {*path_in(digits, 0), *path_in(digits, 0, threads=2)}
    figures.append(Figure("control: the same by one thread and by two", len(other), "", 2, "higher"))
    return figures
