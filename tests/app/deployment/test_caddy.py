"""Caddy: a server behind a real Caddy with our example configuration."""

import shutil
import subprocess
from types import SimpleNamespace
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest
from faulty_clients import FAULTS, statuses_after, statuses_beside_slow_clients
from large_experiment import ask_for_large_ones, keep_a_large_table
from launch import ROOT, eventually, running
from services import require
from smuggling import smuggled
from talk import Viewer, experiment, racer
from test_proxy import answers, free_port

CADDY = shutil.which("caddy")


def configuration(folder, port, server):
    """Our configuration with other addresses: Caddy has no certificate for this machine."""
    ours = (ROOT / "deploy/Caddyfile").read_text()
    for old, new in (
        ("lab.example {", f"http://127.0.0.1:{port} {{"),
        ("127.0.0.1:8000 {", f"127.0.0.1:{urlsplit(server.url).port} {{"),
    ):
        assert old in ours
        ours = ours.replace(old, new)
    path = folder / "Caddyfile"
    path.write_text("{\n\tadmin off\n}\n" + ours)
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """URL of the proxy, and the server behind it."""
    require(CADDY, "Caddy")
    folder = tmp_path_factory.mktemp("caddy")
    with running("--workers", "1", DESCENTLAB_TRUSTED_PROXIES='["127.0.0.1"]') as server:
        port = free_port()
        command = [
            CADDY,
            "run",
            "--adapter",
            "caddyfile",
            "--config",
            str(configuration(folder, port, server)),
        ]
        environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command, stderr=log, env=environment)
            url = f"http://127.0.0.1:{port}"
            try:
                eventually(lambda: answers(url) or process.poll() is not None, 20)
                assert process.poll() is None, (folder / "log").read_text()
                yield SimpleNamespace(url=url, live=url.replace("http", "ws") + "/api/v1/live", server=server)
            finally:
                process.terminate()
                process.wait(20)


def test_pages_calls_and_streams_go_through(site, client):
    assert "Descent Lab" in httpx2.get(site.url + "/").text
    spec = experiment(racer("adam", lr=0.0517), steps=60)
    path = "/api/v1/trajectories"
    through = httpx2.post(site.url + path, json=spec, timeout=60)
    assert through.content == client.post(path, json=spec).content
    assert UUID(through.headers["x-request-id"])
    with Viewer(site.live) as viewer:
        assert viewer.watch(spec, landscape={"resolution": 21}).done


def test_operator_pages_are_not_reachable_from_outside(site):
    assert httpx2.get(site.url + "/metrics").status_code == 404
    assert httpx2.get(site.server.url + "/metrics").status_code == 200


def post_text(site, size):
    """Response to a JSON body of ``size`` bytes, on a connection of its own."""
    body = b'"' + b"x" * (size - 2) + b'"'
    headers = {"Content-Type": "application/json"}
    return httpx2.post(site.url + "/api/v1/experiments", content=body, headers=headers)


def test_proxied_body_size_at_and_beyond_its_limit(site):
    limit = httpx2.get(site.url + "/api/v1/limits").json()["body_bytes"]
    assert post_text(site, limit).status_code in {400, 422}
    for size in (limit + 1, 4 * limit, 16 * limit):
        for _ in range(20):
            answer = post_text(site, size)
            assert answer.status_code == 413
            assert answer.json()["status"] == 413


def test_foreign_origin_and_forged_client_address_are_rejected(site):
    with pytest.raises(Exception, match="403"), Viewer(site.live, origin="https://evil.example"):
        pass
    with Viewer(site.live, origin=site.url, additional_headers={"X-Forwarded-For": "203.0.113.9"}) as viewer:
        assert viewer.hello["type"] == "hello"


def test_large_experiments_go_through(site):
    ask_for_large_ones(site.url, httpx2.get, httpx2.post)


def test_large_table_goes_through(site):
    keep_a_large_table(site.url)


def test_no_request_is_smuggled(site):
    assert smuggled(site.url) == []
    assert smuggled(site.server.url), "control: without a proxy the inner one is answered"


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_one_client_is_not_the_next_ones(site, fault):
    assert set(statuses_after(fault, site.url)) == {200}


def test_slow_bodies_harm_nobody_else(site):
    assert set(statuses_beside_slow_clients(site.url)) == {200}
