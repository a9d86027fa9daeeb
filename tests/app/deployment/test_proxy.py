"""nginx: two server processes behind a real nginx with our example configuration."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx2
import pytest
from faulty_clients import FAULTS, statuses_after, statuses_beside_slow_clients, statuses_while_busy
from large_experiment import ask_for_large_ones, keep_a_large_table
from launch import ROOT, eventually, running
from services import require
from smuggling import smuggled
from talk import Viewer, experiment, racer
from websockets.exceptions import ConnectionClosed

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
LONG = experiment(racer("adam", lr=0.0219), racer("sgd", lr=1.2e-4, momentum=0.9), steps=6000)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(folder, port, servers):
    """nginx's main file, which includes our configuration with other addresses."""
    ours = (ROOT / "deploy/nginx.conf").read_text()
    ports = [urlsplit(server.url).port for server in servers]
    for old, new in (
        ("server 127.0.0.1:8000 ", f"server 127.0.0.1:{ports[0]} "),
        ("# server 127.0.0.1:8001 ", f"server 127.0.0.1:{ports[1]} "),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
    ):
        assert old in ours
        ours = ours.replace(old, new)
    (folder / "lab.conf").write_text(ours)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} "
        f"http {{ access_log off; {paths} include {folder}/lab.conf; }}"
    )
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """URL of the proxy, and the two servers behind it."""
    require(NGINX, "nginx")
    folder = tmp_path_factory.mktemp("nginx")
    trusting = {"DESCENTLAB_TRUSTED_PROXIES": '["127.0.0.1"]', "DESCENTLAB_CONNECTIONS_PER_ADDRESS": "20"}
    with running("--workers", "1", **trusting) as one, running("--workers", "1", **trusting) as other:
        port = free_port()
        command = [NGINX, "-p", str(folder), "-c", str(configuration(folder, port, (one, other)))]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        url = f"http://127.0.0.1:{port}"
        try:
            eventually(lambda: answers(url) or process.poll() is not None, 20)
            assert process.poll() is None, process.stderr.read()
            yield SimpleNamespace(
                url=url, live=url.replace("http", "ws") + "/api/v1/live", servers=(one, other)
            )
        finally:
            process.terminate()
            process.wait(10)
            process.stderr.close()


def answers(url):
    with contextlib.suppress(httpx2.TransportError):
        return httpx2.get(url + "/healthz").status_code == 200
    return False


def viewers(server):
    text = httpx2.get(server.url + "/metrics").text
    return next(
        float(line.split()[1]) for line in text.splitlines() if line.startswith("descentlab_viewers ")
    )


def test_pages_calls_and_streams_go_through(site, client):
    assert "Descent Lab" in httpx2.get(site.url + "/").text
    spec = experiment(racer("adam", lr=0.051), steps=60)
    path = "/api/v1/trajectories"
    through = httpx2.post(site.url + path, json=spec, timeout=60)
    assert through.content == client.post(path, json=spec).content
    assert len(through.headers["x-request-id"]) == 32
    with Viewer(site.live) as viewer:
        assert viewer.watch(spec, landscape={"resolution": 21}).done


def test_operator_pages_are_not_reachable_from_outside(site):
    assert httpx2.get(site.url + "/metrics").status_code == 404
    assert httpx2.get(site.servers[0].url + "/metrics").status_code == 200


def test_proxied_body_size_at_and_beyond_its_limit(site):
    headers = {"Content-Type": "application/json"}
    for size, status in ((65_536, 400), (65_537, 413)):
        answer = httpx2.post(site.url + "/api/v1/experiments", content=b" " * size, headers=headers)
        assert answer.status_code == status
        assert answer.json()["status"] == status, "in the lab's own form, not the proxy's"


def test_large_table_goes_through(site):
    keep_a_large_table(site.url)


def test_saved_experiment_loads_from_either_process(site):
    saved = httpx2.post(site.url + "/api/v1/experiments", json=experiment(steps=7)).json()
    for server in site.servers:
        answer = httpx2.get(f"{server.url}/api/v1/experiments/{saved['id']}")
        assert answer.json()["experiment"] == saved["experiment"]


def test_forged_client_address_does_not_pass_the_proxy(site):
    """Twenty connections of one address at each of two servers, whatever headers it forges."""
    forger = ("127.0.0.2", 0)  # only the proxy has 127.0.0.1
    with contextlib.ExitStack() as stack:
        refused = 0
        for number in range(44):
            forged = {"X-Forwarded-For": f"203.0.113.{number}"}
            try:
                stack.enter_context(Viewer(site.live, additional_headers=forged, source_address=forger))
            except AssertionError:  # an error in place of hello
                refused += 1
        assert refused == 4


def test_viewer_of_a_killed_process_gets_the_same_bits(site, client):
    """Must be the last test of this module: it kills a server."""
    one, other = site.servers
    viewer = Viewer(site.live)
    victim = one if viewers(one) else other
    columns, points = None, []
    viewer.ask(LONG)
    with contextlib.suppress(ConnectionClosed):
        while sum(tracks[0].shape[1] for tracks in points) <= LONG["steps"]:
            columns = take(viewer, points) or columns
            if len(points) == 3:
                os.kill(victim.process.pid, signal.SIGKILL)
    arrived = sum(tracks[0].shape[1] for tracks in points)
    assert 0 < arrived < 6001
    lost = time.monotonic()
    with Viewer(site.live) as again:
        assert time.monotonic() - lost < 60
        rest = again.watch(LONG, from_step=arrived)
    assert rest.starts[0] == arrived
    assert rest.done
    whole = client.post("/api/v1/trajectories", json=LONG).json()
    for racer_, track in enumerate(whole["racers"]):
        for name in ("x", "y", "loss"):
            row = columns.index(name)
            first = [value for tracks in points for value in tracks[racer_][row].tolist()]
            assert first + rest.column(racer_, name).tolist() == track[name]


def take(viewer, points):
    """Handle one message: store and acknowledge tracks; return the column names, if it has them."""
    message = viewer.next()
    if isinstance(message, tuple):
        start, tracks = message[2]
        points.append(tracks)
        viewer.say(type="ack", run=1, step=start + tracks[0].shape[1] - 1)
        return None
    return message.get("columns")


def test_large_experiments_go_through(site):
    ask_for_large_ones(site.url, httpx2.get, httpx2.post)


def test_no_request_is_smuggled(site):
    assert smuggled(site.url) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_one_client_is_not_the_next_ones(site, fault):
    assert set(statuses_after(fault, site.url)) == {200}


def test_slow_bodies_harm_nobody_else(site):
    assert set(statuses_beside_slow_clients(site.url)) == {200}


def test_busy_answer_takes_no_process_out(site):
    small, heavy = statuses_while_busy(site.url)
    assert heavy == {b"503"}
    assert set(small) == {200}
