"""Resilience: killed, hanging and blocked parts affect no other viewer and no bits."""

import contextlib
import json
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest
from launch import alive, children, eventually, running
from talk import Viewer, experiment, racer
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

LONG = experiment(racer("adam", lr=0.021), racer("sgd", lr=1.3e-4, momentum=0.9), steps=3000)


METHODS = experiment(
    racer("newton", lr=0.002), racer("nelder_mead"), racer("evolution_strategy", lr=1e-4), steps=3000
)
"""A Hessian, a simplex, and a population that is drawn at random."""


@pytest.fixture(scope="module")
def victim():
    """A server whose workers are killed."""
    with running("--workers", "2") as server:
        yield server


@pytest.mark.parametrize("spec", [LONG, METHODS], ids=["torch", "other methods"])
def test_viewer_of_a_killed_worker_gets_the_same_bits(victim, client, spec):
    killed = []

    def kill_now_and_then(seen):
        if seen.tracks and seen.tracks[0].shape[1] > 600 * (1 + len(killed)) and len(killed) < 3:
            for pid in victim.workers():
                os.kill(pid, signal.SIGKILL)
            killed.append(seen.tracks[0].shape[1])

    with Viewer(victim.live) as viewer:
        seen = viewer.watch(spec, each=kill_now_and_then)
    assert len(killed) == 3
    assert seen.tracks[0].shape[1] == 3001
    undisturbed = client.post("/api/v1/trajectories?marks=true", json=spec).json()
    for index, track in enumerate(undisturbed["racers"]):
        for name in ("x", "y", "loss", "queries"):
            assert seen.column(index, name).tolist() == track[name]
        shown = {marks["step"]: marks for marks in track["marks"] if marks["points"] or marks["arrows"]}
        assert shown.keys() == seen.marks.get(index, {}).keys()
        for step, (places, arrows, _) in seen.marks.get(index, {}).items():
            assert places[:, :2].tolist() == shown[step]["points"]
            assert arrows.tolist() == shown[step]["arrows"]


def test_readiness_returns_after_a_kill(victim):
    for pid in victim.workers():
        os.kill(pid, signal.SIGKILL)
    with Viewer(victim.live) as viewer:
        assert viewer.watch(experiment(racer("adam", lr=0.0217), steps=50)).done
    with httpx2.Client(base_url=victim.url, timeout=120) as client:
        assert client.post("/api/v1/trajectories", json=LONG).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_server_survives_a_killed_fork_server(victim):
    for fork_server in children(victim.process.pid):
        if children(fork_server):
            os.kill(fork_server, signal.SIGKILL)
    for pid in victim.family()[1:]:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    with Viewer(victim.live) as viewer:
        assert viewer.watch(experiment(racer("adam", lr=0.0218), steps=50)).done


def test_killed_server_leaves_no_orphan(victim):
    """Must be the last test with this server: it kills it."""
    with contextlib.suppress(ConnectionClosed), Viewer(victim.live) as viewer:
        viewer.ask(LONG)
        viewer.next()
        # Itself, the fork server, the resource tracker, and this process.
        eventually(lambda: len(list(filter(alive, victim.family()))) >= 4)
        family = victim.family()
        os.kill(victim.process.pid, signal.SIGKILL)
        victim.process.wait()
        eventually(lambda: not any(alive(pid) for pid in family))


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


def test_occupied_port_is_reported_in_a_sentence(server):
    import subprocess
    import sys

    port = str(urlsplit(server.url).port)
    command = [sys.executable, "-m", "descentlab", "--port", port]
    failed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert failed.returncode == 1
    assert "--port" in failed.stderr
    assert "Traceback" not in failed.stderr
