"""Clients that leave: what they asked for ends soon, and the next client does not wait for it."""

import json
import socket
import time
from urllib.parse import urlsplit

import httpx2
import pytest
from launch import eventually, running
from talk import Viewer, experiment, racer

LEAVERS = 20
PLACES = 64
"""As many as computations of REST may be under way at once by default."""
MOONS = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [16]}},
    "dataset": {"name": "moons"},
}


def network(steps, **more):
    return experiment(racer("sgd", lr=0.1), steps=steps, problem=MOONS, **more)


@pytest.fixture(scope="module")
def server():
    """A server whose only background worker is free, or else no network's run and no REST call goes on."""
    with running("--workers", "1", DESCENTLAB_BACKGROUND_WORKERS="1") as alone:
        yield alone


def counted(server, name):
    lines = httpx2.get(server.url + "/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def asked(server, path, body, source="127.0.0.1"):
    """A connection from an address, on which this has been requested."""
    address = urlsplit(server.url)
    client = socket.create_connection((address.hostname, address.port), source_address=(source, 0))
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: lab\r\nContent-Length: {len(content)}\r\n"
    client.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + content)
    return client


def leave(server, requests, behind=()):
    """Make all requests, send more ``behind`` them, and close the connections when they are under way."""
    gone = counted(server, 'descentlab_responses_total{status="499"}')
    clients = [asked(server, *request) for request in requests]
    eventually(lambda: counted(server, "descentlab_requests") == len(requests))
    for more in behind:
        for client in clients:
            client.sendall(more)
        time.sleep(0.3)  # so that it is read by itself
    for client in clients:
        client.close()
    eventually(lambda: counted(server, "descentlab_requests") == 0)
    assert counted(server, 'descentlab_responses_total{status="499"}') == gone + len(requests)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        # 7 s of a core each: a client that waited for all of them would get status 503 after 60 s.
        ("/api/v1/sweeps", lambda number: {"experiment": network(4_000 + number)}),
        (
            "/api/v1/landscapes",
            lambda number: {"problem": MOONS, "plane": {"name": "random"}, "resolution": 200 + number},
        ),
        (
            "/api/v1/maps",
            lambda number: {
                "experiment": experiment(steps=900 + number),
                "kind": "basins",
                "resolution": 200,
            },
        ),
    ],
    ids=["sweeps", "landscapes", "maps"],
)
def test_next_client_does_not_wait_for_those_who_left(server, path, body):
    leave(server, [(path, body(number)) for number in range(LEAVERS)])
    with Viewer(server.live) as viewer, httpx2.Client(base_url=server.url, timeout=120) as client:
        viewer.ask(network(100))
        swept = client.post("/api/v1/sweeps", json={"experiment": network(20 + len(path))})
        assert swept.status_code == 200, swept.text
        assert client.post("/api/v1/trajectories", json=network(21 + len(path))).status_code == 200
        assert viewer.watch().done
    assert counted(server, "descentlab_queue") == 0
    assert counted(server, "descentlab_worker_restarts_total") == 0


@pytest.mark.parametrize(
    "behind", [(), [b"GET /healthz HTTP/1.1\r\nHost: lab\r\n\r\n"] * 3], ids=["alone", "with more behind"]
)
def test_places_of_those_who_left_are_free(server, behind):
    """What a client has sent behind its request does not hide that it has gone."""
    racers = [racer("adam", lr=0.01 + k / 1000) for k in range(16)]
    leave(
        server,
        [
            ("/api/v1/trajectories", experiment(*racers, steps=19_000 + number), f"127.0.0.{2 + number % 4}")
            for number in range(PLACES)
        ],
        behind,
    )
    small = experiment(racer("sgd", lr=0.001), steps=3 + len(behind))
    assert httpx2.post(server.url + "/api/v1/trajectories", json=small, timeout=60).status_code == 200


def test_viewer_that_looks_elsewhere_or_leaves(server):
    """The plane through a late point: one call, which goes all the way there before the first tile."""

    def look(step):
        viewer.say(type="look", run=1, at={"racer": 0, "step": step}, resolution=9)

    def ended():
        return counted(server, "descentlab_ended_workers_total") - before

    def waits():
        return counted(server, "descentlab_queue") == 1

    with Viewer(server.live) as viewer:
        viewer.ask(network(20_000))
        # It acknowledges nothing, so that after a while only what it looks at is computed.
        viewer.points_until_idle(2, 2_048)
        before = counted(server, "descentlab_ended_workers_total")
        look(20_000)
        eventually(waits)
        look(1)
        while not isinstance(heard := viewer.next(), dict) or heard["type"] != "landscape":
            pass
        assert heard["at"]["step"] == 1
        assert ended() == 1
        eventually(lambda: not waits())
        look(19_999)
        eventually(waits)
    # It is ended, or, on a machine where it took long to leave, it had ended by itself.
    eventually(lambda: counted(server, "descentlab_queue") == 0)
