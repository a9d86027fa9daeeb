"""Lingering close: early error responses reach clients that send before they read."""

import contextlib
import json
import socket
import time
from urllib.parse import urlsplit

import pytest
from fakes import FakeLoop, FakeTransport

from app.uvicorn_ext import lingering_close
from app.uvicorn_ext.lingering_close import LINGER_BYTES, LINGER_S, QUIET_S, LingeringClose

POST = b"POST /api/v1/experiments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNK = 16 * 1024
BODY_BYTES = 1_000_000


def connect(server, buffer_bytes=None):
    """A socket to the server; small buffers make the client send as slowly as the server reads."""
    address = urlsplit(server.url)
    raw = socket.socket()
    if buffer_bytes is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer_bytes)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
    raw.settimeout(30)
    raw.connect((address.hostname, address.port))
    return raw


def read_all(raw) -> bytes:
    answer = b""
    while piece := raw.recv(65536):
        answer += piece
    return answer


def pieces(size, chunked):
    """A request with a body of ``size`` bytes, in pieces."""
    if chunked:
        yield POST + b"Transfer-Encoding: chunked\r\n\r\n"
    else:
        yield POST + b"Content-Length: %d\r\n\r\n" % size
    for start in range(0, size, CHUNK):
        data = b"x" * min(CHUNK, size - start)
        yield b"%x\r\n%s\r\n" % (len(data), data) if chunked else data
    if chunked:
        yield b"0\r\n\r\n"


@pytest.mark.parametrize("chunked", [False, True], ids=["by length", "while it streams"])
def test_413_reaches_a_client_that_sends_before_reading(server, chunked):
    for _ in range(20):
        with connect(server, buffer_bytes=4096) as raw:
            for piece in pieces(BODY_BYTES, chunked):
                raw.sendall(piece)
            answer = read_all(raw)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 413


@pytest.mark.parametrize("chunked", [False, True], ids=["by length", "while it streams"])
def test_413_reaches_a_client_that_pauses_within_its_body(server, chunked):
    with connect(server) as raw:
        for index, piece in enumerate(pieces(BODY_BYTES, chunked)):
            raw.sendall(piece)
            if index % 20 == 10:
                time.sleep(0.4 * QUIET_S)
        assert read_all(raw).startswith(b"HTTP/1.1 413 ")


def test_connection_close_header_closes_at_once(server):
    with connect(server) as raw:
        begun = time.monotonic()
        raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert read_all(raw).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - begun < QUIET_S


def test_endless_body_is_cut_off_by_its_bytes(server):
    data = b"%x\r\n%s\r\n" % (2**20, b"x" * 2**20)
    sent = 0
    with connect(server) as raw:
        raw.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while sent < 3 * LINGER_BYTES:
                raw.sendall(data)
                sent += len(data)
    assert LINGER_BYTES <= sent < 3 * LINGER_BYTES


def lingering():
    loop = FakeLoop()
    transport = FakeTransport(loop)
    return loop, transport, LingeringClose(loop, transport)


def test_quiet_connection_is_closed_after_the_quiet_time():
    loop, transport, _ = lingering()
    assert transport.half_closed
    loop.run_until(60)
    assert transport.closed_at == QUIET_S


def test_trickling_body_is_cut_off_after_the_longest_time():
    loop, transport, close = lingering()
    for step in range(1000):
        loop.run_until(step * 0.1)
        if transport.closed_at is None:
            close.on_data(b"x")
    assert transport.closed_at == pytest.approx(LINGER_S)


def test_data_beyond_the_limit_closes_the_connection(monkeypatch):
    monkeypatch.setattr(lingering_close, "LINGER_BYTES", 100)
    loop, transport, close = lingering()
    close.on_data(b"x" * 100)
    assert transport.closed_at is None
    close.on_data(b"x")
    assert transport.closed_at == 0.0
    loop.run_until(60)
    assert transport.closed_at == 0.0
