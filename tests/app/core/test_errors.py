"""Error responses: a named error with a remedy, never a 5xx, never the text that was sent."""

import json

import pytest
from talk import ROSENBROCK, experiment, racer

MARK = "zq9echo"
ROUTES = ["/api/v1/experiments", "/api/v1/trajectories", "/api/v1/landscapes"]
GOOD = json.dumps(experiment(steps=3))


XOR = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "xor"}}


def spec(**changes):
    return json.dumps({**experiment(steps=3), **changes})


def landscape(**changes):
    return json.dumps({"problem": ROSENBROCK, "resolution": 5, **changes})


RAW = [
    b"",
    b" ",
    b"{",
    b"}",
    b"[",
    b"[]",
    b"{}",
    b"null",
    b"true",
    b"0",
    b'"text"',
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e999",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf{}",
    b"\x80" * 100,
    '{"a": 1}'.encode("utf-16"),
    b'{"problem":' * 3000,
    b"[" * 60_000,
    b"[" * 500 + b"]" * 500,
    b'{"a":1,}',
    b"{'a':1}",
    b'{"a":01}',
    b'{"steps":' + b"9" * 5000 + b"}",
    b'{"steps":1e400}',
    b'{"\\ud800":1}',
    b'{"problem":"\\ud800"}',
    b'{"problem":{"kind":"\\udfff"}}',
    b'{"problem":{"kind":"surface"}}',
    b'{"problem":{"kind":null}}',
    b'{"problem":[],"racers":{}}',
    b'{"racers":[[[[[]]]]]}',
    b"a=1&b=2",
    b"<xml/>",
    b"--boundary\r\n",
    b"\n" * 1000,
    ('{"problem":{"kind":"' + MARK + '"}}').encode(),
]

SPECS = [
    spec(steps=0),
    spec(steps=-1),
    spec(steps=20_001),
    spec(steps=1.5),
    spec(steps="10"),
    spec(steps=None),
    spec(steps=True),
    spec(seed=-1),
    spec(seed=2**32),
    spec(racers=[]),
    spec(racers=[racer("adam")] * 17),
    spec(racers=[racer(MARK)]),
    spec(racers=[racer("sgd", lr=-1)]),
    spec(racers=[racer("sgd", lr="0.1")]),
    spec(racers=[racer("sgd", lr=False)]),
    spec(racers=[racer("sgd", unknown=MARK)]),
    spec(racers=[racer("adam", betas=[0.9])]),
    spec(racers=[racer("adam", betas=[0.9, 1.0])]),
    spec(racers=[racer("adam", betas=[0.9, 0.9, 0.9])]),
    spec(racers=[racer("muon")]),
    spec(racers=[{"optimizer": {"name": "adam"}, "label": "x" * 61}]),
    spec(racers=[{"optimizer": {"name": "adam"}, "schedule": {"name": MARK}}]),
    spec(edits=[{"step": 0, "racer": 9, "set": {"lr": 1}}]),
    spec(edits=[{"step": 0, "racer": 0, "set": {}}]),
    spec(edits=[{"step": 0, "racer": 0, "set": {"unknown": MARK}}]),
    spec(edits=[{"step": 0, "racer": 0, "set": {"lr": [[]]}}]),
    spec(edits=[{"step": 0, "racer": 0, "set": {"lr": -5}}]),
    spec(edits=[{"step": -1, "racer": 0, "set": {"lr": 1}}]),
    spec(problem={"kind": "surface", "surface": {"name": MARK}}),
    spec(problem={**ROSENBROCK, "start": [1]}),
    spec(problem={**ROSENBROCK, "start": ["a", "b"]}),
    spec(problem={**ROSENBROCK, "noise": -1}),
    spec(problem={"kind": "formula", "expression": ""}),
    spec(problem={"kind": "formula", "expression": "x" * 301}),
    spec(problem={"kind": "formula", "expression": "__import__('os')"}),
    spec(problem={"kind": "formula", "expression": "x.__class__"}),
    spec(problem={"kind": "formula", "expression": "(" * 200}),
    spec(problem={"kind": "formula", "expression": "\x00"}),
    spec(problem={"kind": "formula", "expression": "x+y", "domain": [[1, 1], [0, 1]]}),
    spec(problem={"kind": "formula", "expression": "x+y", "domain": [[0, 1]]}),
    spec(problem={"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": MARK}}),
    spec(problem={"kind": "network", "model": {"name": "line"}, "dataset": {"name": "digits"}}),
    spec(
        problem={
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [0]}},
            "dataset": {"name": "xor"},
        }
    ),
    spec(
        problem={
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [9] * 41}},
            "dataset": {"name": "xor"},
        }
    ),
    spec(problem={**XOR, "batch_size": 0}),
    spec(plane={"name": "random"}),
    spec(more=1),
]

LANDSCAPES = [
    landscape(resolution=1),
    landscape(resolution=257),
    landscape(resolution=10**9),
    landscape(resolution="5"),
    landscape(domain=[[1, 0], [0, 1]]),
    landscape(domain=[[0, 1], [0, 1e300]]),
    landscape(domain=[0, 1, 0, 1]),
    landscape(at={}),
    landscape(at={"experiment": experiment(steps=3), "racer": 5, "step": 0}),
    landscape(at={"experiment": experiment(steps=3), "racer": 0, "step": -1}),
    landscape(problem=None),
    landscape(problem={"kind": "formula", "expression": "x +"}),
    landscape(plane={"name": "random"}),
]


def assert_problem(answer, *statuses):
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert {"type", "title", "detail"} <= set(problem)
    assert len(problem["detail"]) > 10
    assert MARK not in answer.text
    assert "Traceback" not in answer.text
    assert len(answer.content) < 8192
    return problem


@pytest.mark.parametrize("body", RAW, ids=range(len(RAW)))
@pytest.mark.parametrize("route", ROUTES)
def test_meaningless_bytes_are_rejected(client, route, body):
    answer = client.post(route, content=body, headers={"Content-Type": "application/json"})
    assert_problem(answer, 400, 422)


@pytest.mark.parametrize("body", SPECS, ids=range(len(SPECS)))
@pytest.mark.parametrize("route", ROUTES[:2])
def test_invalid_experiments_are_rejected(client, route, body):
    answer = client.post(route, content=body, headers={"Content-Type": "application/json"})
    problem = assert_problem(answer, 422)
    for fault in problem["errors"]:
        assert fault["pointer"] == "" or fault["pointer"].startswith("/")
        assert fault["detail"].endswith((".", "!", "?"))


@pytest.mark.parametrize("body", LANDSCAPES, ids=range(len(LANDSCAPES)))
def test_invalid_landscapes_are_rejected(client, body):
    answer = client.post(ROUTES[2], content=body, headers={"Content-Type": "application/json"})
    assert_problem(answer, 422)


def test_valid_requests_are_accepted(client):
    """Positive control for the invalid requests above."""
    for route, body in ((ROUTES[0], GOOD), (ROUTES[1], GOOD), (ROUTES[2], landscape())):
        answer = client.post(route, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"steps": 0}, "/steps"),
        ({"racers": [racer("sgd", lr=-1)]}, "/racers/0/optimizer/params/lr"),
        ({"racers": [racer("adam", betas=[0.9, 2])]}, "/racers/0/optimizer/params/betas"),
        ({"racers": [racer("nobody")]}, "/racers/0/optimizer/name"),
        ({"racers": [racer("sgd", unknown=1)]}, "/racers/0/optimizer/params/unknown"),
        ({"problem": {**ROSENBROCK, "start": [0, "a"]}}, "/problem/start/1"),
        ({"problem": {**ROSENBROCK, "surface": {"name": "x"}}}, "/problem/surface/name"),
        ({"edits": [{"step": 0, "racer": 9, "set": {"lr": 1}}]}, "/edits/0/racer"),
        ({"problem": {"kind": "formula", "expression": "x +* y"}}, "/problem/expression"),
    ],
)
def test_pointer_names_the_wrong_field(client, changes, pointer):
    answer = client.post(ROUTES[0], json={**experiment(steps=3), **changes})
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_body_size_at_and_beyond_its_limit(client):
    limit = client.get("/api/v1/limits").json()["body_bytes"]
    padded = GOOD + " " * (limit - len(GOOD))
    kind = {"Content-Type": "application/json"}
    assert client.post(ROUTES[0], content=padded, headers=kind).status_code == 200
    assert_problem(client.post(ROUTES[0], content=padded + " ", headers=kind), 413)
    pieces = (b" " * 8192 for _ in range(20))  # chunked: no length is declared
    assert_problem(client.post(ROUTES[0], content=pieces, headers=kind), 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_accepted(client, kind):
    assert_problem(client.post(ROUTES[1], content=GOOD, headers={"Content-Type": kind}), 415)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/api/v1/nothing",
        "/api/v1/catalog/surfaces/nothing",
        "/api/v1/catalog/nothing/bowl",
        "/static/nothing.js",
        "/static/",
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/%2e%2e%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/js/..%5c..%5cpyproject.toml",
        "/static/%00",
        "/docs/",
        f"/{MARK}",
    ],
)
def test_missing_resource_is_a_problem_document(client, path):
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/experiments"),
        ("DELETE", "/api/v1/trajectories"),
        ("POST", "/api/v1/catalog"),
        ("PUT", "/"),
        ("PATCH", "/healthz"),
    ],
)
def test_wrong_method_lists_the_allowed_ones(client, method, path):
    answer = client.request(method, path)
    assert_problem(answer, 405)
    assert answer.headers["allow"]


@pytest.mark.parametrize("every", ["0", "-1", "nan", "1e3", "x" * 100, "20001", ""])
def test_invalid_query_parameters_are_rejected(client, every):
    answer = client.post(ROUTES[1], params={"every": every}, json=experiment(steps=3))
    problem = assert_problem(answer, 422)
    assert problem["errors"][0]["pointer"] == "/every"


@pytest.mark.parametrize("state", ["", "a", "!!!!", "AAAA", "eJw", "%00", "a" * 1000, "Ä"])
def test_damaged_states_are_rejected(client, state):
    assert_problem(client.get(ROUTES[1], params={"s": state}), 400, 422)


def test_decompression_bomb_in_a_url_is_cut_off(client):
    import base64
    import zlib

    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = squeeze.compress(b" " * 5_000_000) + squeeze.flush()
    state = base64.urlsafe_b64encode(bomb).rstrip(b"=").decode()
    assert_problem(client.get(ROUTES[1], params={"s": state}), 413)


def test_error_repeats_a_wrong_number_but_never_text(client):
    answer = client.post(ROUTES[0], json={**experiment(steps=3), "steps": -7, "secret": "marker"})
    details = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert details["/steps"].startswith("-7 will not do: ")
    assert "marker" not in answer.text
