"""Network quantities over HTTP and WebSocket: quantities, planes and landscapes through a racer."""

import numpy as np
import pytest
from talk import Viewer, experiment, racer

MLP = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [6, 6]}},
    "dataset": {"name": "moons"},
}
OWN = {"name": "pca", "params": {"guide": "racers"}}
RACE = experiment(racer("sgd", lr=0.5), racer("adam", lr=0.05), problem=MLP, steps=80, plane=OWN)
QUANTITIES = "/api/v1/quantities"


def height_at(land, z, x, y):
    """Bilinear interpolation on the grid."""
    xs, ys = np.array(land["x"]), np.array(land["y"])
    j, i = np.searchsorted(xs, x) - 1, np.searchsorted(ys, y) - 1
    s, t = (x - xs[j]) / (xs[j + 1] - xs[j]), (y - ys[i]) / (ys[i + 1] - ys[i])
    low = (1 - s) * z[i, j] + s * z[i, j + 1]
    return (1 - t) * low + t * ((1 - s) * z[i + 1, j] + s * z[i + 1, j + 1])


def next_land(viewer):
    """The next finished landscape."""
    land = {"final": False}
    while not land["final"]:
        land = viewer.next()
        while not isinstance(land, dict) or land["type"] != "landscape":
            land = viewer.next()
        _, _, z = viewer.next()
    return land, z


def test_landscape_through_a_racer_contains_its_loss(server):
    with Viewer(server.live) as viewer:
        seen = viewer.watch(RACE, landscape={"resolution": 61})
        step, first = 30, seen.landscapes[-1]
        x, y, loss, off = (seen.column(1, name)[step] for name in ("x", "y", "loss", "off_plane"))
        assert first[0]["at"] is None
        assert off > 0.1  # otherwise either landscape would pass
        viewer.say(type="look", run=1, at={"racer": 1, "step": step}, resolution=61)
        land, z = next_land(viewer)
        assert land["at"] == {"racer": 1, "step": step, "batch": False}
        assert land["x"] == first[0]["x"]
        wrong = abs(height_at(*first, x, y) - loss)
        assert abs(height_at(land, z, x, y) - loss) < min(0.02 * loss + 1e-3, wrong / 3)
        viewer.say(type="look", run=1, at=None, resolution=61)
        _, again = next_land(viewer)
        np.testing.assert_array_equal(again, first[1])


def test_batch_landscape_contains_the_loss_of_the_step(server):
    race = experiment(racer("sgd", lr=0.5), problem={**MLP, "batch_size": 16}, steps=60, plane=OWN)
    with Viewer(server.live) as viewer:
        seen = viewer.watch(race, landscape={"resolution": 21})
        step = 25
        x, y, whole, seen_loss = (seen.column(0, name)[step] for name in ("x", "y", "loss", "batch_loss"))
        assert abs(whole - seen_loss) > 0.02  # otherwise either landscape would pass
        viewer.say(type="look", run=1, at={"racer": 0, "step": step}, resolution=61, batch=True)
        land, z = next_land(viewer)
        assert land["at"] == {"racer": 0, "step": step, "batch": True}
        assert abs(height_at(land, z, x, y) - seen_loss) < min(0.02 * seen_loss + 1e-3, 0.01)


def test_look_at_an_ended_run_is_ignored(server):
    with Viewer(server.live) as viewer:
        viewer.watch(experiment(steps=5))
        viewer.say(type="look", run=7, at={"racer": 0, "step": 1})
        viewer.say(type="ping")
        assert viewer.next() == {"type": "pong"}


def test_quantities_are_json_and_cached(client):
    names = ["sharpness", "boundary", "layer_gradients"]
    body = {"experiment": RACE, "racer": 0, "step": 40, "quantities": names}
    answer = client.post(QUANTITIES, json=body)
    assert answer.status_code == 200, answer.text
    facts = answer.json()
    assert facts["step"] == 40
    assert set(facts["quantities"]) == set(names)
    assert facts["quantities"]["sharpness"]["bearable"] == 2 / 0.5
    grid = np.array(facts["quantities"]["boundary"]["answer"])
    assert set(np.unique(grid)) == {0.0, 1.0}
    again = client.post(QUANTITIES, json=body, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"racer": 5}, "/racer"),
        ({"quantities": ["weather"]}, "/quantities/0"),
        ({"experiment": experiment(steps=5)}, "/experiment/problem/kind"),
    ],
)
def test_invalid_quantity_is_rejected_with_a_pointer(client, change, pointer):
    body = {"experiment": RACE, "quantities": ["sharpness"]} | change
    answer = client.post(QUANTITIES, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("name", ["hessian", "gradient", "interpolation", "weights"])
def test_every_plane_is_served_with_its_facts(client, name):
    body = {"problem": MLP, "plane": {"name": name}, "at": {"experiment": RACE, "racer": 1, "step": 10}}
    answer = client.post("/api/v1/landscapes", json=body | {"resolution": 9})
    assert answer.status_code == 200, answer.text
    land = answer.json()
    assert land["missing"] == 0
    assert not land["exact"]
    assert land["plane"]["weights"] == 6 * 3 + 6 * 7 + 2 * 7
