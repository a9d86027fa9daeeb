"""WebSocket connection in this process, where an unexpected error can be raised."""

import pytest
from starlette.testclient import TestClient
from talk import experiment, racer

from app.core.settings import Settings
from app.main import create_app


@pytest.fixture
def live():
    client = TestClient(create_app(Settings(workers=1, background_workers=1)))  # no worker is started
    with client.websocket_connect("/api/v1/live") as socket:
        assert socket.receive_json()["type"] == "hello"
        yield socket


def test_unexpected_error_is_reported_and_connection_stays_open(live, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr("app.jobs.services.complete_or_problem", fail)
    for run in (1, 2):
        live.send_json({"type": "run", "run": run, "experiment": experiment(racer("sgd"))})
        answer = live.receive_json()
        assert (answer["type"], answer["run"], answer["problem"]["status"]) == ("error", run, 500)
        assert "nobody" not in str(answer)
    assert "nobody thought of this" in caplog.text
    live.send_json({"type": "ping"})
    assert live.receive_json() == {"type": "pong"}
