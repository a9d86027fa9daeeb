"""Slow clients: one that does not read, or sends in pieces, costs little and delays nobody."""

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
from launch import eventually, running
from talk import Viewer, experiment, racer
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


def blocked(server, steps=20_000):
    """A client that requests much, acknowledges everything in advance, and reads nothing."""
    raw = socket.create_connection((urlsplit(server.url).hostname, urlsplit(server.url).port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    opening = connect(server.live, sock=raw, compression=None, max_queue=1)
    viewer = opening.__enter__()
    assert established(raw.getsockname()[1])
    for run in range(40):  # each is cancelled by the next, but its points fill the buffers
        racers = [racer("sgd", lr=1e-5 * (1 + run + i)) for i in range(16)]
        spec = experiment(*racers, steps=steps)
        message = {"type": "run", "run": run, "experiment": spec, "landscape": {"resolution": 256}}
        try:
            viewer.send(json.dumps(message))
        except ConnectionClosed:  # disconnected already
            break
        time.sleep(0.05)
    return opening, raw


def test_client_that_does_not_read_causes_little_work():
    """The buffers take a few of the 2,048 points that may be sent ahead; the rest are not computed."""
    with running("--workers", "1", DESCENTLAB_SEND_TIMEOUT_S="1") as server:
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect((urlsplit(server.url).hostname, urlsplit(server.url).port))
        racers = [racer("sgd", lr=1e-5 * (1 + i)) for i in range(16)]
        with connect(server.live, sock=raw, compression=None, max_queue=1, close_timeout=0.1) as viewer:
            spec = experiment(*racers, steps=20_000)
            viewer.send(json.dumps({"type": "run", "run": 1, "experiment": spec}))
            eventually(lambda: counted(server, "descentlab_dropped_viewers_total") == 1)
            assert 0 < counted(server, "descentlab_steps_total") < 16 * 2048 / 4


def counted(server, name: str) -> float:
    """One of the numbers at ``/metrics``."""
    lines = httpx2.get(server.url + "/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(name + " "))


def established(port: int) -> bool:
    """Whether the kernel still holds the server's end of the connection from this local port."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table.readlines()[1:]:
            _, _, remote, state = line.split()[:4]
            if int(remote.partition(":")[2], 16) == port and state == "01":
                return True
    return False


def test_blocked_reader_does_not_slow_other_viewers():
    """It is disconnected while another viewer continues, and does not delay the shutdown."""
    with running("--workers", "2", DESCENTLAB_SEND_TIMEOUT_S="1") as server:
        _, dropped = blocked(server)
        port = dropped.getsockname()[1]
        with Viewer(server.live) as viewer:
            assert viewer.watch(experiment(steps=300)).done
        eventually(lambda: not established(port))
        _, lasting = blocked(server)
        with Viewer(server.live) as healthy:
            server.process.send_signal(signal.SIGTERM)
            assert goodbye(healthy) == 1012
            server.process.wait(60)
        dropped.close()
        lasting.close()


def goodbye(viewer):
    while True:
        try:
            viewer.next()
        except ConnectionClosed as closed:
            return closed.rcvd.code


TRICKLES = {
    "silent": [b""],
    "headers": [b"GET / HT", b"TP/1.1\r\n", *[b"X: y\r\n"] * 100],
    "body": [
        b"POST /api/v1/experiments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n",
        b"Content-Length: 1000\r\n\r\n",
        *[b" "] * 100,
    ],
    "half a body behind a request": [
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        b"POST /api/v1/experiments HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
    ],
    "half a head behind a request": [b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea"],
    "second request": [b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /hea", *[b"l"] * 100],
}


def is_cut_off(server, trickle):
    """Whether a request that arrives in small pieces is ended within 40 seconds."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as slow:
        slow.settimeout(0.5)
        begun = time.monotonic()
        pieces = iter(trickle)
        while time.monotonic() - begun < 40:
            try:
                slow.sendall(next(pieces, b""))
                if slow.recv(65536) == b"":
                    return True
            except TimeoutError:
                pass
            except OSError:
                return True
    return False


def test_slow_requests_are_cut_off(server):
    with ThreadPoolExecutor(len(TRICKLES)) as together:
        ended = together.map(lambda trickle: is_cut_off(server, trickle), TRICKLES.values())
        assert dict(zip(TRICKLES, ended, strict=True)) == dict.fromkeys(TRICKLES, True)
    assert httpx2.get(server.url + "/healthz", timeout=60).status_code == 200
