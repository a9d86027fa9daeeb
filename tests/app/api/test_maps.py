"""Maps over REST and WebSocket: cells against plain torch loops, errors and replacement."""

import csv
import io
import json

import numpy as np
import pytest
import torch
from talk import Viewer, decode, experiment, racer
from websockets.sync.client import connect

MAPS = "/api/v1/maps"
HIMMELBLAU = {"kind": "surface", "surface": {"name": "himmelblau"}}
ELLIPSE = {"kind": "surface", "surface": {"name": "ellipse10"}, "start": [2.0, 0.7]}
SIDES = [{"parameter": "x", "low": -5.0, "high": 5.0}, {"parameter": "y", "low": -5.0, "high": 5.0}]
BASINS = {
    "experiment": experiment(
        racer("adam", lr=0.2), racer("sgd", lr=0.003, momentum=0.9), problem=HIMMELBLAU, steps=150
    ),
    "kind": "basins",
    "racer": 1,
    "axes": SIDES,
    "resolution": 23,
}
SETTINGS = {
    "experiment": experiment(racer("sgd", lr=0.05), problem=ELLIPSE, steps=60),
    "kind": "hyperparameters",
    "axes": [
        {"parameter": "lr", "low": 0.01, "high": 1.0, "scale": "log"},
        {"parameter": "momentum", "low": 0.0, "high": 0.95},
    ],
    "resolution": 17,
}


def himmelblau(x, y):
    return (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2


def ellipse(x, y):
    return 0.5 * (x**2 + 10.0 * y**2)


def end_of(function, start, steps, **settings):
    """The last finite point of a plain loop of torch.optim.SGD."""
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([point], foreach=False, **settings)
    last = point.tolist()
    for _ in range(steps):
        optimizer.zero_grad()
        function(*point.unbind()).backward()
        optimizer.step()
        if not torch.isfinite(point).all() or not torch.isfinite(function(*point.detach())):
            break
        last = point.tolist()
    return last


@pytest.fixture(scope="module")
def basins(client):
    answer = client.post(MAPS, json=BASINS)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def settings(client):
    answer = client.post(MAPS, json=SETTINGS)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("row", "column"), [(0, 0), (4, 19), (11, 12), (22, 5)])
def test_basin_cell_ends_where_a_plain_loop_ends(basins, row, column):
    start = basins["x"][column], basins["y"][row]
    end = end_of(himmelblau, start, 150, lr=0.003, momentum=0.9)
    cell = {name: values[row][column] for name, values in basins["cells"].items()}
    assert cell["loss"] == himmelblau(*torch.tensor(end, dtype=torch.float64)).item()
    distances = [np.hypot(end[0] - x, end[1] - y) for x, y, _ in basins["minima"]]
    if cell["minimum"] >= 0:
        assert np.argmin(distances) == cell["minimum"]
        assert 0 <= cell["steps"] <= 150
    else:
        assert min(distances) > 0.01


@pytest.mark.parametrize(("row", "column"), [(0, 0), (8, 8), (16, 3), (9, 16)])
def test_parameter_cell_equals_a_plain_loop(settings, row, column):
    lr, momentum = settings["x"][column], settings["y"][row]
    end = end_of(ellipse, [2.0, 0.7], 60, lr=lr, momentum=momentum)
    loss = ellipse(*torch.tensor(end, dtype=torch.float64)).item()
    assert settings["cells"]["loss"][row][column] == loss
    start = 0.5 * (2.0**2 + 10 * 0.7**2)
    assert settings["cells"]["failed"][row][column] == int(loss > start)


def test_theory_exists_for_quadratics_alone(settings, basins):
    """Polyak's optimum in closed form: both multipliers meet at (sqrt(kappa) - 1) / (sqrt(kappa) + 1)."""
    optimum, root = settings["theory"]["optimum"], np.sqrt(10.0)
    assert optimum["lr"] == pytest.approx((2 / (1 + root)) ** 2)
    assert optimum["momentum"] == pytest.approx(((root - 1) / (root + 1)) ** 2)
    assert settings["theory"]["curvatures"] == pytest.approx([1.0, 10.0])
    assert basins["theory"] is None


@pytest.mark.parametrize("form", ["csv", "npz"])
def test_every_format_has_the_same_numbers(client, settings, form):
    answer = client.post(MAPS, json=SETTINGS, params={"format": form})
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    names = list(settings["cells"])
    if form == "npz":
        arrays = np.load(io.BytesIO(answer.content), allow_pickle=False)
        assert arrays["x"].tolist() == settings["x"]
        assert json.loads(arrays["about"].tobytes())["axes"] == settings["axes"]
        columns = {name: arrays[name] for name in names}
    else:
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert float(rows[1]["lr"]) == settings["x"][1]
        assert float(rows[17]["momentum"]) == settings["y"][1]
        columns = {name: [float(row[name] or "nan") for row in rows] for name in names}
    for name in names:
        expected = np.array(settings["cells"][name], dtype=float).reshape(-1)
        np.testing.assert_array_equal(np.array(columns[name], dtype=float).reshape(-1), expected)


def test_map_revalidates_and_equal_requests_share_an_etag(client, basins):
    first = client.post(MAPS, json=BASINS)
    again = client.post(MAPS, json=BASINS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in first.headers["cache-control"]
    # Start, label and other racers do not change where starts lead.
    same = json.loads(json.dumps(BASINS))
    same["experiment"]["racers"][0] = racer("sgd", lr=0.001)
    same["experiment"]["problem"]["start"] = [1.0, 1.0]
    assert client.post(MAPS, json=same).headers["etag"] == first.headers["etag"]
    same["experiment"]["racers"][1] = racer("sgd", lr=0.0031, momentum=0.9)
    assert client.post(MAPS, json=same).headers["etag"] != first.headers["etag"]
    assert client.post(MAPS, json=same).json()["id"] != basins["id"]


def test_maps_have_defaults(client):
    asked = {"experiment": SETTINGS["experiment"], "kind": "hyperparameters", "resolution": 5}
    answer = client.post(MAPS, json=asked).json()
    assert [axis["parameter"] for axis in answer["axes"]] == ["lr", "momentum"]
    asked["kind"] = "basins"
    assert [axis["parameter"] for axis in client.post(MAPS, json=asked).json()["axes"]] == ["x", "y"]


NETWORK = {
    "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}},
    "racers": [{"optimizer": {"name": "sgd"}}],
}
LBFGS = experiment(racer("sgd", lr=0.1), racer("lbfgs"), problem=HIMMELBLAU, steps=20)
LONG = experiment(racer("sgd", lr=0.001), problem=HIMMELBLAU, steps=20_000)
REFUSED = [
    ({"experiment": NETWORK}, "/experiment/problem/kind"),
    ({"experiment": LBFGS, "racer": 1}, "/experiment/racers/1/optimizer/name"),
    ({"experiment": LONG, "racer": 0, "resolution": 400}, "/resolution"),
    ({"racer": 7}, "/racer"),
    ({"racer": -1}, "/racer"),
    ({"resolution": 401}, "/resolution"),
    ({"resolution": 1}, "/resolution"),
    ({"kind": "moods"}, "/kind"),
    ({"axes": [SIDES[0], SIDES[0]]}, "/axes"),
    ({"axes": SIDES[:1]}, "/axes"),
    ({"axes": [SIDES[0], SIDES[1] | {"high": -6.0}]}, "/axes/1/high"),
    ({"axes": [SIDES[0], {"parameter": "lr", "low": 0.1, "high": 1.0}]}, "/axes/1/parameter"),
    ({"unknown": 1}, "/unknown"),
]


@pytest.mark.parametrize(("change", "pointer"), REFUSED)
def test_invalid_map_is_rejected_with_a_pointer(client, change, pointer):
    answer = client.post(MAPS, json=BASINS | change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["errors"][0]["pointer"].startswith(pointer)
    assert problem["detail"].endswith(".")


def test_body_must_be_json_and_format_must_exist(client):
    assert client.post(MAPS, content=b"{", headers={"Content-Type": "application/json"}).status_code == 400
    assert client.post(MAPS, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.post(MAPS, json=BASINS, headers={"Accept": "image/png"}).status_code == 406


def take_map(socket, number):
    """The message that announces a map, and all its frames."""
    facts, parts = None, []
    while facts is None or len(parts) < facts["parts"]:
        message = socket.recv(60)
        if isinstance(message, bytes):
            kind, map_number, part = decode(message)
            if (kind, map_number) == (3, number):
                parts.append(part)
        elif json.loads(message)["type"] == "map" and json.loads(message)["map"] == number:
            facts = json.loads(message)
    return facts, parts


def test_websocket_sends_the_same_map_coarse_to_fine(server, basins):
    with connect(server.live, max_size=None) as socket:
        socket.send(json.dumps({"type": "map", "map": 5, "request": BASINS}))
        facts, parts = take_map(socket, 5)
    assert (facts["kind"], facts["x"], facts["y"]) == ("basins", basins["x"], basins["y"])
    assert facts["minima"] == basins["minima"]
    assert [part for part, _, _ in parts] == list(range(facts["parts"]))
    assert len(parts[0][1]) < 23 * 23 / 3
    whole = np.full((len(facts["columns"]), 23 * 23), np.nan)
    for _, cells, columns in parts:
        whole[:, cells] = columns
    for name, values in zip(facts["columns"], whole, strict=True):
        np.testing.assert_array_equal(values.reshape(23, 23), np.array(basins["cells"][name], dtype=float))


def test_new_map_replaces_the_old_and_null_cancels_it(server):
    large = BASINS | {"resolution": 300, "racer": 0}
    with connect(server.live, max_size=None) as socket:
        socket.send(json.dumps({"type": "map", "map": 1, "request": large}))
        socket.send(json.dumps({"type": "map", "map": 2, "request": BASINS}))
        facts, _ = take_map(socket, 2)
        assert facts["racer"] == 1
        socket.send(json.dumps({"type": "map", "map": 3, "request": large | {"resolution": 301}}))
        socket.send(json.dumps({"type": "map", "map": 4, "request": None}))
        socket.send(json.dumps({"type": "ping"}))
        while (message := socket.recv(30)) != '{"type":"pong"}':
            assert not isinstance(message, bytes) or decode(message)[0] == 3
        with pytest.raises(TimeoutError):
            socket.recv(1.5)


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        (BASINS | {"racer": 7}, "/request/racer"),
        (BASINS | {"axes": [SIDES[0], SIDES[0]]}, "/request/axes"),
        (BASINS | {"resolution": 0}, "/request/resolution"),
    ],
)
def test_map_error_names_the_map_and_connection_stays_open(server, request_, pointer):
    with Viewer(server.live) as viewer:
        viewer.say(type="map", map=9, request=request_)
        message = viewer.next()
        assert (message["type"], message["run"], message["map"]) == ("error", None, 9)
        assert message["problem"]["errors"][0]["pointer"].startswith(pointer)
        assert viewer.watch(experiment(steps=5)).done["steps"] == 5
