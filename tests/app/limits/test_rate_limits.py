"""Rate limits: frequent requests and connections are delayed. Only minimum times are asserted."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
import pytest
from launch import eventually, logging_server
from talk import Viewer, experiment
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from app.limits.token_bucket import TokenBucket

CONNECTIONS, CONNECTION_BURST = 5, 3
REQUESTS, REQUEST_BURST = 20, 10


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory):
    """A server with low rates, whose log is saved."""
    log = tmp_path_factory.mktemp("log") / "log"
    environment = {
        "DESCENTLAB_CONNECTIONS_PER_SECOND": str(CONNECTIONS),
        "DESCENTLAB_CONNECTION_BURST": str(CONNECTION_BURST),
        "DESCENTLAB_REQUESTS_PER_SECOND": str(REQUESTS),
        "DESCENTLAB_REQUEST_BURST": str(REQUEST_BURST),
    }
    with logging_server(log, **environment) as server:
        yield server


def opened(server) -> socket.socket:
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), 30)


def test_bucket_lends_tokens_and_returns_the_wait():
    now = [0.0]
    bucket = TokenBucket(10, 2, lambda: now[0])
    assert [bucket.wait() for _ in range(4)] == pytest.approx([0, 0, 0.1, 0.2])
    now[0] = 0.2
    assert bucket.wait() == pytest.approx(0.1)
    now[0] = 9.0
    assert [bucket.wait() for _ in range(3)] == pytest.approx([0, 0, 0.1])


def test_requests_beyond_the_burst_are_delayed(slow_server):
    requests = 30
    with httpx2.Client(base_url=slow_server.url, limits=httpx2.Limits(max_connections=1)) as client:
        begun = time.monotonic()
        for _ in range(requests):
            assert client.get("/healthz").status_code == 200
        elapsed = time.monotonic() - begun
    assert elapsed > (requests - 1 - REQUEST_BURST) / REQUESTS


def test_pipelined_requests_are_answered_at_the_same_rate(slow_server):
    requests = 25
    request = f"GET /healthz HTTP/1.1\r\nHost: {urlsplit(slow_server.url).netloc}\r\n\r\n".encode()
    with opened(slow_server) as raw:
        begun = time.monotonic()
        raw.sendall(request * requests)
        answers = b""
        while answers.count(b"HTTP/1.1 200") < requests:
            answers += raw.recv(65536)
        elapsed = time.monotonic() - begun
    assert elapsed > (requests - 1 - REQUEST_BURST) / REQUESTS


def test_connections_beyond_the_rate_are_delayed(slow_server):
    come = CONNECTION_BURST + 4
    begun = time.monotonic()
    with ExitStack() as stack:
        viewers = [stack.enter_context(Viewer(slow_server.live)) for _ in range(come)]
        assert time.monotonic() - begun > (come - CONNECTION_BURST) / CONNECTIONS - 0.01
        assert viewers[-1].watch(experiment(steps=9)).done


def test_client_that_disconnects_while_delayed_is_not_counted(slow_server):
    def viewers():
        return "descentlab_viewers 0.0" in httpx2.get(f"{slow_server.url}/metrics").text

    protocol = ClientProtocol(parse_uri(slow_server.live))
    protocol.send_request(protocol.connect())
    handshake = b"".join(protocol.data_to_send())
    for _ in range(CONNECTION_BURST + 5):
        with opened(slow_server) as raw:
            raw.sendall(handshake)
    with Viewer(slow_server.live) as viewer:  # behind all of them
        assert viewer.watch(experiment(steps=9)).done
    eventually(viewers)
    assert slow_server.log.read_text() == ""
