"""Looks: landscapes through a racer, one after another on one connection, and their bounds."""

import json

import numpy as np
import pytest
from in_process_executor import InProcessExecutor
from request_variations import TRAINED
from starlette.testclient import TestClient
from talk import decode

from app.core.settings import Settings
from app.main import create_app

MOST = 7
"""Largest resolution of this server."""


class Watcher:
    """A viewer of one run, who asks for its landscapes."""

    def __init__(self, viewer, **run):
        self._viewer = viewer
        viewer.send_json({"type": "run", "run": 1, "experiment": TRAINED, **run})

    def look(self, **message):
        """The finished landscape of a ``look``: its message and its heights."""
        self._viewer.send_json({"type": "look", "run": 1, "resolution": 5, **message})
        return self.land(message.get("at") is not None)

    def land(self, through):
        """The next finished landscape, through a racer or not."""
        land = None
        while True:
            message = self._viewer.receive()
            if message.get("text"):
                told = json.loads(message["text"])
                assert told["type"] != "error", told
                land = told if told["type"] == "landscape" else land
                continue
            kind, _, z = decode(message["bytes"])
            if kind == 2 and land["final"] and (land["at"] is not None) == through:
                return land, z


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(store="", resolution=MOST), InProcessExecutor())) as one:
        yield one


@pytest.fixture
def watcher(client):
    with client.websocket_connect("/api/v1/live") as viewer:
        yield Watcher(viewer, landscape={"resolution": 5})


AT = {"racer": 0, "step": 3}
OTHERS = {
    "whole set": {"at": AT},
    "batch": {"at": AT, "batch": True},
    "next step": {"at": {"racer": 0, "step": 4}, "batch": True},
    "other racer": {"at": {"racer": 1, "step": 3}, "batch": True},
    "plane": {"at": None},
}


def test_each_look_is_its_own_in_any_order(watcher):
    first = watcher.land(False)[1]
    seen = {name: watcher.look(**look)[1] for name, look in OTHERS.items()}
    for name in reversed(OTHERS):
        np.testing.assert_array_equal(watcher.look(**OTHERS[name])[1], seen[name], name)
    np.testing.assert_array_equal(seen["plane"], first)
    assert len({z.tobytes() for z in seen.values()}) == len(OTHERS)


def test_batch_without_a_point_has_no_effect(watcher):
    first = watcher.land(False)[1]
    land, z = watcher.look(at=None, batch=True)
    np.testing.assert_array_equal(z, first)
    assert land["at"] is None


def test_look_is_as_fine_and_as_far_as_it_may_be(watcher):
    watcher.land(False)
    for asked, given in ((MOST, MOST), (MOST + 1, MOST), (2, 2)):
        assert watcher.look(at=None, resolution=asked)[1].shape == (given, given)
    land, _ = watcher.look(at={"racer": 9, "step": 9_000})
    assert land["at"] == {"racer": 1, "step": TRAINED["steps"], "batch": False}


@pytest.mark.parametrize(("asked", "given"), [(MOST, MOST), (MOST + 1, MOST)])
def test_landscape_of_a_run_is_as_fine_as_it_may_be(client, asked, given):
    with client.websocket_connect("/api/v1/live") as viewer:
        assert Watcher(viewer, landscape={"resolution": asked}).land(False)[1].shape == (given, given)


def proportions(land):
    (left, right), (low, high) = land["domain"]
    return (right - left) / (high - low)


def test_look_fills_its_frame(watcher):
    (left, right), (low, high) = watcher.land(False)[0]["domain"]
    for aspect in (5.0, 0.2):
        for at in (None, AT):
            land, _ = watcher.look(at=at, aspect=aspect)
            assert proportions(land) == pytest.approx(aspect / 1.6 if aspect > 1 else aspect * 1.6)
            assert (land["x"][0], land["x"][-1]) == tuple(land["domain"][0])
            assert land["x"][0] <= left
            assert land["y"][-1] >= high
    assert watcher.look(at=None)[0]["domain"] == [[left, right], [low, high]]


def test_run_fills_its_frame_and_goes_on(client):
    with client.websocket_connect("/api/v1/live") as viewer:
        watcher = Watcher(viewer, landscape={"resolution": 5, "aspect": 4.0})
        assert proportions(watcher.land(False)[0]) == pytest.approx(2.5)


def test_domain_and_aspect_are_refused_together(client):
    with client.websocket_connect("/api/v1/live") as viewer:
        viewer.receive_json()
        both = {"domain": [[0, 1], [0, 1]], "aspect": 2}
        viewer.send_json({"type": "run", "run": 1, "experiment": TRAINED, "landscape": both})
        problem = viewer.receive_json()["problem"]
    assert problem["status"] == 422
    [error] = problem["errors"]
    assert error["pointer"].endswith("/landscape")
    assert "either the domain or the aspect" in error["detail"]
