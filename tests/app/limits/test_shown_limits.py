"""Shown limits: each is that of its setting, wherever it is shown, and acts exactly at its number."""

import json
import re

import pytest
from in_process_executor import InProcessExecutor
from request_variations import EDIT, NETWORK, RACERS, RUN, TRAINED
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from talk import decode, experiment, racer

from app.core.settings import Settings
from app.limits.published import Limits
from app.main import create_app

OF_SETTINGS = {
    "work": ("work", 12_345_678.0, 1),
    "resolution": ("resolution", 211, 1),
    "body_bytes": ("body_bytes", 54_321, 1),
    "request_seconds": ("request_timeout_s", 43.0, 1),
    "requests": ("queued_requests", 47, 1),
    "requests_per_address": ("queued_requests_per_address", 39, 1),
    "connections": ("connections", 1_321, 1),
    "connections_per_address": ("connections_per_address", 311, 1),
    "connections_per_second": ("connections_per_second", 37.0, 1),
    "connection_burst": ("connection_burst", 457, 1),
    "requests_per_second": ("requests_per_second", 83.0, 1),
    "request_burst": ("request_burst", 443, 1),
    "runs_per_worker": ("runs_per_worker", 173, 1),
    "saved": ("saved", 98_765, 1),
    "saved_bytes": ("saved_mb", 181, 1024 * 1024),
    "saves_per_minute": ("saves_per_minute", 521, 1),
    "table_bytes": ("table_bytes", 4_321_987, 1),
    "kept": ("tables", 8_765, 1),
    "kept_bytes": ("tables_mb", 367, 1024 * 1024),
    "kept_days": ("table_days", 91, 1),
    "unopened_days": ("unopened_days", 23, 1),
    "window": ("window", 1_789, 1),
    "messages_per_second": ("messages_per_second", 97.0, 1),
    "message_burst": ("message_burst", 223, 1),
    "send_seconds": ("send_timeout_s", 7.0, 1),
    "idle_seconds": ("idle_timeout_s", 3_571.0, 1),
}
"""Limit -> its setting, another value of that, and the size of its unit."""

FIXED = {
    "steps": 20_000,
    "racers": 16,
    "edits": 2_048,
    "expression": 300,
    "expression_parts": 128,
    "expression_depth": 32,
    "map_resolution": 400,
    "map_ball_steps": 100_000_000,
    "qr_characters": 1_200,
    "runs": 1,
    "table_rows": 50_000,
}
"""Limits without a setting."""

EXPECTED = FIXED | {limit: value * unit for limit, (_, value, unit) in OF_SETTINGS.items()}


def lab(**settings):
    return TestClient(create_app(Settings(store="", **settings), InProcessExecutor()))


@pytest.fixture(scope="module")
def changed():
    """A server whose settings all have other values."""
    with lab(**{setting: value for setting, value, _ in OF_SETTINGS.values()}) as client:
        yield client


def test_every_limit_is_listed():
    assert set(Limits.model_fields) == set(EXPECTED)
    assert len({str(value) for value in EXPECTED.values()}) == len(EXPECTED)


def test_limits_are_those_of_their_settings(changed):
    assert changed.get("/api/v1/limits").json() == EXPECTED


def test_hello_has_the_same_limits(changed):
    with changed.websocket_connect("/api/v1/live") as viewer:
        assert viewer.receive_json()["limits"] == EXPECTED


@pytest.mark.parametrize("path", ["/limits", "/docs"])
def test_pages_show_the_limits_of_their_settings(changed, path):
    rows = dict(re.findall(r"<tr[^>]*><td><code>(\w+)</code></td><td>([\d,]+)</td>", changed.get(path).text))
    assert {name: rows[name] for name in EXPECTED} == {k: f"{v:,.0f}" for k, v in EXPECTED.items()}


def test_default_limits_are_those_of_the_settings_page():
    with lab() as client:
        shown = client.get("/api/v1/limits").json()
    for limit, (setting, _, unit) in OF_SETTINGS.items():
        assert shown[limit] == Settings.model_fields[setting].default * unit


def test_catalog_bounds_are_those_that_act():
    with lab() as client:
        bounds = client.get("/api/v1/catalog").json()["bounds"]
    assert bounds["racers"] == [1, FIXED["racers"]]
    assert bounds["steps"] == [1, FIXED["steps"]]
    assert bounds["seed"] == [0, 2**32 - 1]
    assert bounds == bounds | {"points": [4, 500], "point_classes": [1, 6], "table_bytes": [1, 40_000]}


STEPS, WEIGHTS = RUN["steps"], (2 * 3 + 3) + (3 * 2 + 2)
COSTS = {
    "/experiments?save=false": (RUN, 2 * 2 * STEPS),
    "/trajectories": (RUN, 2 * 2 * STEPS),
    "/trajectories/stream": (RUN, 2 * 2 * STEPS),
    "/exports/pytorch": (RUN, 2 * 2 * STEPS),
    "/exports/html": (RUN, 2 * 2 * STEPS),
    "/exports/svg": (RUN, 2 * 2 * STEPS),
    "/sweeps": ({"experiment": RUN}, 2 * 2 * STEPS),
    "/multi-runs": ({"experiment": RUN}, 2 * 2 * STEPS),
    "/curvature": ({"experiment": RUN}, 2 * 2 * STEPS),
    "/step-breakdowns": ({"experiment": RUN}, 2 * 2 * STEPS),
    "/costs": ({"experiment": RUN}, 2 * 2 * STEPS),
    "/quantities": ({"experiment": TRAINED, "quantities": ["links"]}, WEIGHTS * 2 * STEPS),
    "/landscapes": ({"problem": NETWORK, "racers": RACERS, "steps": 6, "resolution": 2}, WEIGHTS * 2 * 6),
}
"""Requests whose experiments are limited by ``work``, with steps x racers x weights."""


@pytest.fixture(scope="module")
def unlimited():
    """A server whose limit of work can be set; everything else stays."""
    with lab() as client:
        yield client


@pytest.mark.parametrize("path", COSTS)
def test_work_acts_at_its_number(unlimited, path):
    body, work = COSTS[path]
    for most, status in ((work, 200), (work - 1, 422)):
        unlimited.app.state.services.settings = Settings(store="", work=most)
        answer = unlimited.post(f"/api/v1{path}", json=body)
        assert answer.status_code == status, answer.text
    assert f"at most {STEPS - 1} steps fit" in answer.json()["detail"]
    assert answer.json()["errors"][0]["pointer"].endswith("/steps")


def test_work_acts_at_its_number_on_a_websocket():
    for most, kind in ((24, "started"), (23, "error")):
        with lab(work=most) as client, client.websocket_connect("/api/v1/live") as viewer:
            viewer.receive_json()
            viewer.send_json({"type": "run", "run": 1, "experiment": RUN})
            assert viewer.receive_json()["type"] == kind


def test_resolution_acts_at_its_number():
    body = {"problem": {"kind": "surface", "surface": {"name": "bowl"}}}
    with lab(resolution=9) as client:
        for resolution, status in ((9, 200), (10, 422)):
            answers = [
                client.post("/api/v1/landscapes", json=body | {"resolution": resolution}),
                client.get("/api/v1/landscape", params={"resolution": resolution}),
            ]
            assert [answer.status_code for answer in answers] == [status] * 2
        assert all("at most 9." in answer.json()["detail"] for answer in answers)


def sized(size):
    """The JSON text of an experiment, padded to a size."""
    text = json.dumps(RUN)
    return text + " " * (size - len(text))


def test_body_size_acts_at_its_number():
    with lab(body_bytes=1_500) as client:
        headers = {"content-type": "application/json"}
        for size, status in ((1_500, 200), (1_501, 413)):
            answer = client.post("/api/v1/trajectories", content=sized(size), headers=headers)
            assert answer.status_code == status
        assert "1,500" in answer.json()["detail"]


def test_message_size_acts_at_its_number():
    with lab(body_bytes=1_500) as client, client.websocket_connect("/api/v1/live") as viewer:
        viewer.receive_json()
        ping = json.dumps({"type": "ping"})
        viewer.send_text(ping + " " * (1_500 - len(ping)))
        assert viewer.receive_json() == {"type": "pong"}
        viewer.send_text(ping + " " * (1_501 - len(ping)))
        problem = viewer.receive_json()["problem"]
        assert (problem["status"], "1,500" in problem["detail"]) == (413, True)
        wide = json.dumps({"type": "none", "text": "\u00e9" * 740}, ensure_ascii=False)
        assert len(wide) < 1_500 < len(wide.encode())
        viewer.send_text(wide)
        assert viewer.receive_json()["problem"]["status"] == 413


def test_message_burst_acts_at_its_number():
    with (
        lab(message_burst=5, messages_per_second=0.001) as client,
        client.websocket_connect("/api/v1/live") as viewer,
    ):
        viewer.receive_json()
        for _ in range(5):
            viewer.send_json({"type": "ping"})
            assert viewer.receive_json() == {"type": "pong"}
        viewer.send_json({"type": "ping"})
        with pytest.raises(WebSocketDisconnect) as closed:
            viewer.receive_json()
        assert closed.value.code == 1008
        assert "More than 0.001 messages a second" in closed.value.reason


def points_before(viewer, kind):
    """Points that arrive before the first message of a kind; all columns of racer 0."""
    points = 0
    while True:
        message = viewer.receive()
        if message.get("bytes"):
            points += decode(message["bytes"])[2][1][0].shape[1]
        elif json.loads(message["text"])["type"] == kind:
            return points


def idle_points(viewer):
    """Points that arrive until the server waits: pings leave it time for many more."""
    points = 0
    for _ in range(40):
        viewer.send_json({"type": "ping"})
        points += points_before(viewer, "pong")
    return points


def test_window_acts_at_its_number():
    with lab(window=70) as client, client.websocket_connect("/api/v1/live") as viewer:
        viewer.receive_json()
        viewer.send_json(
            {"type": "run", "run": 1, "experiment": experiment(racer("sgd", lr=1e-4), steps=400)}
        )
        assert idle_points(viewer) == 70
        viewer.send_json({"type": "ack", "run": 1, "step": 9})
        assert idle_points(viewer) == 10


def test_edits_of_one_message_act_at_their_number():
    edits = [EDIT | {"step": step} for step in range(FIXED["edits"] + 1)]
    with lab(body_bytes=2**20) as client:
        for count, status in ((FIXED["edits"], 200), (FIXED["edits"] + 1, 422)):
            spec = RUN | {"steps": 3_000, "edits": edits[:count]}
            assert client.post("/api/v1/experiments?save=false", json=spec).status_code == status
