"""WebSocket: runs, landscapes, errors and limits, as documented."""

import contextlib
import json

import numpy as np
import pytest
import torch
from talk import ROSENBROCK, Viewer, experiment, racer
from websockets.exceptions import ConnectionClosed


def rosenbrock(x, y):
    return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2


def plain_loop(make, steps, start=(-1.2, 1.0), change=None):
    """x, y, loss at each point of a plain torch loop."""
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make([p])
    rows = []
    for step in range(steps + 1):
        if change and step == change[0]:
            optimizer.param_groups[0].update(change[1])
        optimizer.zero_grad()
        x, y = p.unbind()
        loss = rosenbrock(x, y)
        loss.backward()
        rows.append([*p.tolist(), loss.item()])
        optimizer.step()
    return np.array(rows).T


@pytest.fixture
def viewer(server):
    with Viewer(server.live) as connected:
        yield connected


def test_hello_publishes_the_limits(viewer, client):
    assert viewer.hello["protocol"] == 1
    assert viewer.hello["limits"] == client.get("/api/v1/limits").json()


def test_run_is_the_path_of_a_plain_loop_bit_for_bit(viewer):
    seen = viewer.watch(experiment(racer("adam", lr=0.05), racer("sgd", lr=1e-3, momentum=0.9), steps=300))
    adam = plain_loop(lambda p: torch.optim.Adam(p, lr=0.05, foreach=False), 300)
    momentum = plain_loop(lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9, foreach=False), 300)
    for index, path in enumerate((adam, momentum)):
        for name, values in zip(("x", "y"), path, strict=False):
            assert seen.column(index, name).tobytes() == values.tobytes()
        assert np.allclose(seen.column(index, "loss"), path[2], rtol=1e-12)
    assert seen.done["steps"] == 300
    assert {regime["racer"] for regime in seen.regimes} == {0, 1}
    for regime in seen.regimes:
        step, evidence = regime["step"], regime["evidence"]
        assert evidence["loss"] == seen.column(regime["racer"], "loss")[step]
        assert evidence["loss_before"] == seen.column(regime["racer"], "loss")[step - int(evidence["steps"])]


def test_edit_keeps_the_optimizer_state(viewer):
    edited = experiment(
        racer("adam", lr=0.05), steps=200, edits=[{"step": 90, "racer": 0, "set": {"lr": 0.01}}]
    )
    viewer.watch(experiment(racer("adam", lr=0.05), steps=200))
    seen = viewer.watch(edited, from_step=90)
    path = plain_loop(lambda p: torch.optim.Adam(p, lr=0.05, foreach=False), 200, change=(90, {"lr": 0.01}))
    assert seen.starts[0] == 90
    assert seen.column(0, "x").tobytes() == path[0, 90:].tobytes()


def test_websocket_and_rest_give_the_same_bits(viewer, client):
    spec = experiment(racer("rmsprop", lr=0.01), racer("nadam", lr=0.02), steps=150, seed=3)
    seen = viewer.watch(spec)
    answer = client.post("/api/v1/trajectories", json=spec).json()
    assert answer["id"] == seen.started["id"]
    assert answer["experiment"] == seen.started["experiment"]
    for index, track in enumerate(answer["racers"]):
        for name in ("x", "y", "loss", "lr", "grad_norm"):
            assert np.array(track[name]).tobytes() == seen.column(index, name).tobytes()


def test_first_frame_is_small_and_frames_are_contiguous(viewer):
    viewer.ask(experiment(racer("adam", lr=0.0123), steps=400))
    position, first = 0, None
    while (message := viewer.next()) and (isinstance(message, tuple) or message["type"] != "done"):
        if isinstance(message, tuple):
            start, tracks = message[2]
            assert start == position
            position += tracks[0].shape[1]
            first = first or position
    assert first <= 12
    assert position == 401


def test_new_run_replaces_the_old_at_once(viewer):
    viewer.ask(experiment(racer("adam", lr=0.011), steps=20_000))
    while not isinstance(viewer.next(), tuple):
        pass
    viewer.ask(experiment(steps=30))
    old_after_new = 0
    started = False
    while True:
        message = viewer.next()
        run = message[1] if isinstance(message, tuple) else message["run"]
        started = started or run == 2
        old_after_new += started and run == 1
        if not isinstance(message, tuple) and message["type"] == "done":
            break
    assert run == 2
    assert old_after_new == 0


def test_server_stays_within_the_window(viewer):
    window = viewer.hello["limits"]["window"]
    viewer.ask(experiment(racer("sgd", lr=1e-4), steps=3 * window))
    assert viewer.points_until_idle(2, window) == window
    viewer.say(type="ack", run=1, step=99)
    while isinstance(message := viewer.next(), dict):
        pass
    assert message[2][0] == window
    assert message[2][1][0].shape[1] <= 100


def test_acknowledging_unsent_points_does_not_widen_the_window(viewer):
    window = viewer.hello["limits"]["window"]
    viewer.ask(experiment(racer("sgd", lr=1.1e-4), steps=3 * window))
    viewer.say(type="ack", run=1, step=20_000)
    assert window <= viewer.points_until_idle(1, window) <= 2 * window


def test_stop_ends_the_run(viewer):
    viewer.ask(experiment(racer("sgd", lr=1.2e-4), steps=20_000))
    viewer.say(type="stop", run=1)
    viewer.say(type="ping")
    while viewer.next() != {"type": "pong"}:
        pass
    with pytest.raises(TimeoutError):
        viewer.next(timeout=0.5)


def test_diverged_racer_ends_and_others_continue(viewer):
    seen = viewer.watch(experiment(racer("sgd", lr=1.0), racer("adam", lr=0.05), steps=100))
    first, second = seen.tracks
    assert first.shape[1] < 20
    assert np.isfinite(first).all()
    assert second.shape[1] == 101
    last = [regime for regime in seen.regimes if regime["racer"] == 0][-1]
    assert last["name"] == "diverged"
    assert last["step"] == first.shape[1] - 1


def test_run_is_done_when_all_racers_diverged(viewer):
    seen = viewer.watch(experiment(racer("sgd", lr=1.0), racer("sgd", lr=0.5), steps=100))
    assert [regime["name"] for regime in seen.regimes].count("diverged") == 2
    assert seen.done["steps"] == max(track.shape[1] for track in seen.tracks) - 1


def test_landscape_arrives_coarse_to_fine(viewer):
    seen = viewer.watch(experiment(steps=5), landscape={"resolution": 65})
    finest, z = seen.landscapes[-1]
    assert finest["final"]
    assert finest["exact"]
    assert z.shape == (65, 65) == (len(finest["y"]), len(finest["x"]))
    x, y = np.meshgrid(finest["x"], finest["y"])
    np.testing.assert_allclose(z, rosenbrock(x, y), rtol=1e-12)
    for coarse, heights in seen.landscapes[:-1]:
        assert not coarse["final"]
        columns = np.isin(finest["x"], coarse["x"])
        rows = np.isin(finest["y"], coarse["y"])
        assert heights.tobytes() == np.ascontiguousarray(z[np.ix_(rows, columns)]).tobytes()


def test_landscape_is_kept_when_racers_change(viewer):
    spec = {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp"},
            "dataset": {"name": "moons"},
        },
        "plane": {"name": "random"},
    }
    viewer.ask(experiment(steps=5, **spec), landscape={"resolution": 41})
    viewer.ask(experiment(racer("sgd", lr=0.1), steps=5, **spec))
    final = False
    while not final:
        message = viewer.next()
        final = isinstance(message, dict) and message["type"] == "landscape" and message["final"]
    assert message["run"] == 2
    assert message["plane"] is not None


BAD = [
    "",
    "{",
    "null",
    "[]",
    "3",
    '"run"',
    "{}",
    '{"type":"walk"}',
    '{"type":"run"}',
    '{"type":"run","run":-1,"experiment":{}}',
    '{"type":"run","run":1,"experiment":{}}',
    '{"type":"run","run":1e99,"experiment":{}}',
    '{"type":"ack","run":1}',
    '{"type":"ack","run":1,"step":NaN}',
    '{"type":"ack","run":1,"step":1e999}',
    '{"type":"stop"}',
    '{"type":"ping","more":1}',
    '{"type":"ping"' + " " * 1000,
    "[" * 5000,
    '{"type":"\\ud800"}',
    json.dumps({"type": "run", "run": 1, "experiment": experiment(racer("sgd", lr=-1.0))}),
    json.dumps({"type": "run", "run": 1, "experiment": experiment(racer("nobody"))}),
    json.dumps({"type": "run", "run": 1, "experiment": experiment(), "landscape": {"resolution": 10**6}}),
    json.dumps({"type": "run", "run": 1, "experiment": experiment(), "from_step": -1}),
]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_invalid_message_gets_an_error_and_connection_stays_open(viewer, text):
    viewer.socket.send(text)
    answer = viewer.next()
    assert answer["type"] == "error"
    assert 400 <= answer["problem"]["status"] < 500
    assert answer["problem"]["detail"]
    viewer.say(type="ping")
    assert viewer.next() == {"type": "pong"}


def test_binary_message_gets_an_error(viewer):
    viewer.socket.send(b"\x00\xff")
    assert viewer.next()["type"] == "error"


def test_error_names_the_run_and_the_field(viewer):
    problem = {"kind": "formula", "expression": "x +* y"}
    viewer.ask(experiment(problem=problem))
    answer = viewer.next()
    assert answer["run"] == 1
    assert answer["problem"]["errors"][0]["pointer"] == "/experiment/problem/expression"


def test_invalid_run_does_not_stop_the_previous_one(viewer):
    viewer.ask(experiment(racer("adam", lr=0.013), steps=2000))
    viewer.say(type="run", run=2, experiment=experiment(problem={**ROSENBROCK, "start": [1]}))
    kinds = set()
    while "done" not in kinds:
        message = viewer.next()
        if isinstance(message, tuple):
            viewer.say(type="ack", run=1, step=message[2][0] + message[2][1][0].shape[1] - 1)
        else:
            kinds.add(message["type"])
    assert "error" in kinds


def test_message_flood_is_disconnected_with_a_reason(server):
    with Viewer(server.live) as flood:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(5000):
                flood.say(type="ping")
        goodbye = flood.close_frame()
    assert goodbye.code == 1008
    assert "messages a second" in goodbye.reason


def test_flood_of_control_frames_is_disconnected(server):
    """Pings of the protocol, which the connection's handler does not see."""
    with Viewer(server.live) as flood:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(100_000):
                flood.socket.ping()
        assert flood.close_frame().code == 1008


def test_fragmented_message_counts_once(viewer):
    """Fragmented by the client, and far longer than what is parsed at once."""
    spec = experiment(*[racer("sgd", lr=1e-4 * (1 + k)) for k in range(16)], steps=7)
    text = json.dumps({"type": "run", "run": 77, "experiment": spec}) + " " * 40_000
    viewer.socket.send([text[at : at + 600] for at in range(0, len(text), 600)])
    while (message := viewer.next()) and not (isinstance(message, dict) and message.get("run") == 77):
        pass
    assert message["type"] == "started"
    assert message["racers"] == 16


def test_many_invalid_messages_are_disconnected(server):
    with Viewer(server.live) as babbler:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(200):
                babbler.socket.send("nonsense")
        assert babbler.close_frame().code == 1008


def test_dragging_a_slider_is_not_a_flood(viewer):
    for step in range(150):
        viewer.ask(experiment(racer("sgd", lr=1e-4 * (1 + step)), steps=40))
    while (message := viewer.next()) and not (
        isinstance(message, dict) and message["type"] == "done" and message["run"] == 150
    ):
        pass


def test_too_long_message_is_disconnected_with_a_reason(server):
    with Viewer(server.live) as shouting:
        shouting.socket.send('"' + "a" * 70_000 + '"')
        assert shouting.close_frame().code == 1009


def test_network_trains_on_a_plane(viewer):
    spec = {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [8]}},
            "dataset": {"name": "moons"},
            "batch_size": 32,
        }
    }
    seen = viewer.watch(experiment(racer("adam", lr=0.05), steps=60, **spec), landscape={"resolution": 9})
    loss = seen.column(0, "loss")
    assert loss[-1] < 0.7 * loss[0]
    assert not seen.landscapes[-1][0]["exact"]
    assert seen.started["experiment"]["plane"] is not None
