"""Live edits at boundaries: a WebSocket and REST, warm from the run before, give what a new race gives."""

import json

import numpy as np
import pytest
from in_process_executor import InProcessExecutor
from request_variations import NETWORK
from starlette.testclient import TestClient
from talk import ROSENBROCK, decode, racer

from app.core.settings import Settings
from app.main import create_app
from engine.landscape.build import build_race
from engine.run.trajectory import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

STEPS = 70
RACERS = [racer("sgd", lr=1e-3, momentum=0.9), racer("adam", lr=0.05)]
SURFACE = {
    "problem": {**ROSENBROCK, "noise": 0.1},
    "racers": [RACERS[0] | {"schedule": {"name": "cosine"}}, RACERS[1]],
    "steps": STEPS,
    "seed": 3,
}
LEARNING = {"problem": NETWORK, "racers": RACERS, "steps": STEPS, "plane": {"name": "weights"}, "seed": 3}


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(store="", window=4_000), InProcessExecutor())) as one:
        yield one


def cold(spec):
    """All points of a race that nobody has asked for before."""
    made = complete(Experiment.model_validate(spec))
    return build_race(made).advance(STEPS + 1).racers


class Live:
    """A viewer that takes all points of a run."""

    def __init__(self, viewer):
        self._viewer = viewer
        self._run = 0

    def watch(self, spec, start=0, least=STEPS + 1):
        """The columns of each racer from ``start`` on, at least up to point ``least``."""
        self._run += 1
        self._viewer.send_json({"type": "run", "run": self._run, "experiment": spec, "from_step": start})
        parts, points = [], start
        while points < least:
            message = self._viewer.receive()
            if message.get("bytes"):
                kind, run, content = decode(message["bytes"])
                if (kind, run) == (1, self._run):
                    assert content[0] == points
                    parts.append(content[1])
                    points += max(track.shape[1] for track in content[1])
            else:
                assert json.loads(message["text"])["type"] != "error", message
        return [np.concatenate(own, axis=1) for own in zip(*parts, strict=True)]


@pytest.fixture
def live(client):
    with client.websocket_connect("/api/v1/live") as viewer:
        yield Live(viewer)


def same(found, expected, start=0):
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs[:, start:])


def edited(spec, at, **values):
    return spec | {"edits": [{"step": at, "racer": at % 2, "set": values or {"lr": 0.01}}]}


BOUNDARIES = [0, 1, 2, 18, 63, 64, STEPS - 1, STEPS]
"""The first points, where the first calls end, at a chunk's end, and the last points."""


@pytest.mark.parametrize(
    ("at", "seen"), [(at, ("all", "up to it")[place % 2]) for place, at in enumerate(BOUNDARIES)]
)
def test_edit_of_a_running_race(live, at, seen):
    spec = SURFACE | {"seed": 1_000 * (seen == "all") + at}
    live.watch(spec, least=STEPS + 1 if seen == "all" else at + 1)
    changed = edited(spec, at)
    same(live.watch(changed, at), cold(changed), at)
    same(live.watch(changed), cold(changed))
    same(live.watch(spec, at), cold(spec), at)
    further = changed | {"edits": [*changed["edits"], {"step": at, "racer": 1 - at % 2, "set": {"lr": 0.02}}]}
    same(live.watch(further, at), cold(further), at)


@pytest.mark.parametrize("values", [{"batch_size": 4}, {"l1": 0.25}, {"dropout": 0.5}, {"lr": 0.5}])
def test_edit_of_a_network_that_trains(live, values):
    live.watch(LEARNING)
    for at in (0, STEPS - 1):
        changed = edited(LEARNING, at, **values)
        same(live.watch(changed, at), cold(changed), at)
    same(live.watch(LEARNING), cold(LEARNING))


@pytest.mark.parametrize("at", [0, 2, STEPS])
def test_edit_over_rest(client, at):
    spec = SURFACE | {"seed": 500 + at}
    for one in (spec, edited(spec, at), spec, edited(spec, at, lr=0.02)):
        tracks = client.post("/api/v1/trajectories", json=one).json()["racers"]
        for track, columns in zip(tracks, cold(one), strict=True):
            for name in ("x", "y", "loss", "lr", "grad_norm"):
                assert track[name] == columns[COLUMNS.index(name)].tolist()
