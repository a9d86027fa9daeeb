"""Busy server: a client asks it again, when it was told to, and a few times only."""

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from descentlab import Client, LabError

DETAIL = "Too much is being computed now."

Answer = tuple[int, dict[str, str], str]


def refusal(told: str | None, status: int = 503) -> Answer:
    headers = {"Content-Type": "application/problem+json"}
    if told is not None:
        headers["Retry-After"] = told
    body: dict[str, object] = {"detail": DETAIL, "status": status, "errors": []}
    if told is not None and told.isdecimal():
        body["retry_after"] = int(told)
    return status, headers, json.dumps(body)


def events(*pairs: tuple[str, object]) -> Answer:
    text = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in pairs)
    return 200, {"Content-Type": "text/event-stream"}, text


@contextmanager
def server(*answers: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers in turn, the last one from then on; its URL, and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=httpd.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}", asked
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of the client, which take no time; each is as long as the middle of its range."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(random, "random", lambda: 0.5)
    return slept


GOOD = 200, {"Content-Type": "application/json"}, '{"presets": []}'


def test_busy_server_is_asked_again(pauses: list[float]) -> None:
    with server(refusal("3"), refusal("2", 429), GOOD) as (url, asked):
        assert Client(url).catalog == {"presets": []}
    assert asked == ["/api/v1/catalog"] * 3
    assert pauses == [4.5, 6.0]


def test_request_is_repeated_six_times(pauses: list[float]) -> None:
    with server(refusal("1")) as (url, asked), pytest.raises(LabError, match=DETAIL) as error:
        Client(url).catalog  # noqa: B018
    assert len(asked) == 7
    assert pauses == [1.5, 3.0, 6.0, 12.0, 12.0, 12.0]
    assert (error.value.status, error.value.retry_after) == (503, 1)


@pytest.mark.parametrize("told", [None, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_without_seconds_it_is_told_at_once(pauses: list[float], told: str | None) -> None:
    with server(refusal(told)) as (url, asked), pytest.raises(LabError, match=DETAIL):
        Client(url).catalog  # noqa: B018
    assert (len(asked), pauses) == (1, [])


@pytest.mark.parametrize("status", [422, 507])
def test_other_errors_are_not_asked_again(pauses: list[float], status: int) -> None:
    with server(refusal("3", status)) as (url, asked), pytest.raises(LabError, match=DETAIL):
        Client(url).catalog  # noqa: B018
    assert (len(asked), pauses) == (1, [])


def test_refused_stream_is_asked_again(pauses: list[float]) -> None:
    started = ("started", {"experiment": {"steps": 1}})
    points = ("points", {"start": 0, "racers": [{"loss": [2.0, 1.0]}]})
    failed = ("failed", json.loads(refusal("2")[2]))
    answers = [GOOD, events(started, failed), events(started, failed), events(started, points, ("done", {}))]
    with server(*answers) as (url, asked):
        chunks: Callable[[], Iterator[object]] = Client(url).stream("bowl", "adam", steps=1).__iter__
        chunk = next(chunks())
    assert chunk.end == 2  # type: ignore[attr-defined]
    assert len(asked) == 4
    assert pauses == [3.0, 6.0]


@pytest.mark.parametrize("status", [429, 503])
def test_refused_stream_is_repeated_six_times(pauses: list[float], status: int) -> None:
    """One client asks seven times in all, and so does not make a busy server busier."""
    with server(GOOD, refusal("1", status)) as (url, asked), pytest.raises(LabError, match=DETAIL):
        list(Client(url).stream("bowl", "adam", steps=1))
    assert len(asked) == 1 + 7
    assert pauses == [1.5, 3.0, 6.0, 12.0, 12.0, 12.0]


def test_stream_waits_as_a_proxy_says(pauses: list[float]) -> None:
    """Its answer is not a problem of the lab; when to ask again is in the header alone."""
    busy = 503, {"Retry-After": "2"}, "<h1>Busy</h1>"
    with server(GOOD, busy, busy, refusal(None, 422)) as (url, _), pytest.raises(LabError, match=DETAIL):
        list(Client(url).stream("bowl", "adam", steps=1))
    assert pauses == [3.0, 6.0]
