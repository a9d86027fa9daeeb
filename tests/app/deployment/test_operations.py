"""Operations: metrics, log, request ids, trusted proxies and connection limits."""

import json
import logging
import os
import platform
import re
import sys
import time
from contextlib import ExitStack

import httpx2
import pytest
import torch
from launch import ROOT, eventually, logging_server
from prometheus_client.parser import text_string_to_metric_families
from talk import Viewer, experiment, racer
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.core.logs import JsonFormatter, RedactingFormatter
from app.core.settings import Settings
from app.limits.published import SENTENCES, Limits
from app.limits.rate_limits import REMEMBERED, ConnectionLimiter, TokenBuckets, client_key

SECRET = "x**2+sinh(y)**2"  # letters, since any digits may occur in a time


@pytest.fixture(scope="module")
def small_server(tmp_path_factory):
    """A server with small limits, behind a proxy on this machine, that logs in JSON."""
    log = tmp_path_factory.mktemp("log") / "log"
    environment = {
        "DESCENTLAB_CONNECTIONS": "5",
        "DESCENTLAB_CONNECTIONS_PER_ADDRESS": "3",
        "DESCENTLAB_IDLE_TIMEOUT_S": "3",
        "DESCENTLAB_TRUSTED_PROXIES": '["127.0.0.1"]',
        "DESCENTLAB_LOG_FORMAT": "json",
    }
    with logging_server(log, **environment) as server:
        yield server


def lines(server):
    return [json.loads(line) for line in server.log.read_text().splitlines()]


def numbers(client):
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_metrics_count_events(client, server):
    assert client.get("/healthz").status_code == 200
    before = numbers(client)
    spec = experiment(racer("sgd", lr=3.21e-4), racer("adam", lr=0.0321), steps=40)
    with Viewer(server.live) as viewer:
        assert viewer.watch(spec).done
        assert numbers(client)[("descentlab_viewers",)] == before[("descentlab_viewers",)] + 1
        assert viewer.watch(spec).done
    eventually(lambda: numbers(client)[("descentlab_viewers",)] == before[("descentlab_viewers",)])
    after = numbers(client)

    def grown(*name):
        return after[name] - before[name]

    assert grown("descentlab_runs_total") == 2
    assert grown("descentlab_steps_total") == 2 * 41
    assert grown("descentlab_cache_lookups_total", "hit", "trajectory") == 1
    assert grown("descentlab_cache_lookups_total", "miss", "trajectory") == 1
    assert grown("descentlab_frames_total") >= 2
    assert after[("descentlab_responses_total", "200")] > before[("descentlab_responses_total", "200")]
    assert after[("descentlab_ready",)] == 1
    assert after[("descentlab_workers",)] >= 3


def buckets(client, name, **labels):
    """Cumulative counts of a histogram by upper bound, its count and its sum."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    family = next((one for one in families if one.name == name), None)
    samples = [] if family is None else [s for s in family.samples if labels.items() <= s.labels.items()]
    counts = {float(s.labels["le"]): s.value for s in samples if s.name.endswith("_bucket")}
    count, total = (sum(s.value for s in samples if s.name == f"{name}_{kind}") for kind in ("count", "sum"))
    return counts, count, total


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/api/v1/catalog", "/api/v1/catalog", "2xx"),
        ("HEAD", "/api/v1/catalog", "/api/v1/catalog", "2xx"),
        ("GET", "/api/v1/trajectory?formula=x**2%2By**2&run=sgd,lr:0.1&steps=3", "/api/v1/trajectory", "2xx"),
        ("GET", "/api/v1/experiments/" + "0" * 32, "/api/v1/experiments/{id}", "4xx"),
        ("GET", "/static/css/tokens.css", "/static/{name:path}", "2xx"),
        ("GET", "/no/such/page", "none", "4xx"),
    ],
)
def test_response_times_are_counted_by_route_and_class(client, method, path, route, status):
    name, labels = "descentlab_http_request_duration_seconds", {"route": route, "status": status}
    _, before, spent_before = buckets(client, name, **labels)
    begun = time.perf_counter()
    client.request(method, path)
    took = time.perf_counter() - begun
    counts, after, spent = buckets(client, name, **labels)
    assert after == before + 1
    assert 0 < spent - spent_before <= took + 0.05, "the response ends when it has been written"
    bounds = sorted(counts)
    assert bounds[-1] == float("inf")
    assert [counts[bound] for bound in bounds] == sorted(counts.values()), "buckets are cumulative"
    assert counts[float("inf")] == after


@pytest.mark.parametrize(
    ("lane", "problem"),
    [
        ("interactive", {"kind": "surface", "surface": {"name": "bowl"}}),
        ("background", {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}),
    ],
)
def test_first_frame_is_timed_once_a_run(client, server, lane, problem):
    name = "descentlab_first_frame_seconds"
    _, before, spent_before = buckets(client, name, lane=lane)
    with Viewer(server.live) as viewer:
        begun = time.perf_counter()
        viewer.ask(experiment(racer("sgd", lr=0.0123), problem=problem, steps=700))
        while not isinstance(viewer.next(), tuple):
            pass
        took = time.perf_counter() - begun
        assert viewer.watch().done
    _, after, spent = buckets(client, name, lane=lane)
    assert after == before + 1
    assert 0 < spent - spent_before <= took + 0.05


def test_build_info_names_the_versions(client):
    told = client.get("/version").json()
    families = text_string_to_metric_families(client.get("/metrics").text)
    (sample,) = next(one for one in families if one.name == "descentlab_build_info").samples
    assert sample.value == 1
    assert sample.labels == {
        "version": told["product"],
        "engine": told["engine"],
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def test_killed_worker_is_counted(small_server):
    with httpx2.Client(base_url=small_server.url, timeout=60) as client:
        for pid in small_server.workers():
            os.kill(pid, 9)
        with Viewer(small_server.live) as viewer:
            assert viewer.watch(experiment(steps=20)).done
        assert numbers(client)[("descentlab_worker_restarts_total",)] >= 1
    messages = [line["message"] for line in lines(small_server) if line["level"] == "warning"]
    assert "a worker process was replaced: it died, BrokenProcessPool" in messages


def test_dashboard_uses_existing_metrics(client):
    asked = set(re.findall(r"descentlab_\w+", (ROOT / "deploy/grafana/dashboard.json").read_text()))
    asked -= {"descentlab_"}
    assert asked
    assert asked <= {name for name, *_ in numbers(client)}


def test_responses_have_request_ids_and_keep_a_proxys(client):
    ids = {client.get(path).headers["x-request-id"] for path in ("/healthz", "/nothing", "/", "/healthz")}
    assert len(ids) == 4
    given = "0123456789abcdef0123456789abcdef"
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    forged = "a\tb{}"
    assert client.get("/healthz", headers={"X-Request-ID": forged}).headers["x-request-id"] != forged


def test_log_records_requests_without_personal_data(small_server):
    with httpx2.Client(base_url=small_server.url) as client:
        problem = {"kind": "formula", "expression": SECRET, "domain": [[-1, 1], [-1, 1]], "start": [1, 1]}
        client.get("/api/v1/trajectory", params={"formula": SECRET, "run": "sgd,lr:0.001", "steps": 3})
        answer = client.post("/api/v1/trajectories", json=experiment(problem=problem, steps=3))
        assert answer.status_code == 200
        wrong = {**problem, "expression": "sinh(secret("}
        client.post("/api/v1/trajectories", json=experiment(problem=wrong))
        id_ = answer.headers["x-request-id"]

    def served():
        found = [line for line in lines(small_server) if line.get("request_id") == id_]
        return next((line for line in found if line["message"] == "served"), None)

    eventually(served, 10)
    line = served()
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/v1/trajectories", 200)
    text = small_server.log.read_text()
    assert "sinh" not in text
    assert "127.0.0.1" not in text


def test_exception_is_logged_by_location_and_type_alone():
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("descentlab", logging.ERROR, "", 0, "unforeseen", (), sys.exc_info())
    for form in (JsonFormatter(), RedactingFormatter("%(message)s")):
        text = form.format(record)
        assert "ValueError" in text
        assert "test_operations.py" in text
        assert "sinh" not in text


def test_connections_at_and_beyond_their_limit(small_server):
    """Three per address, five in all; a rejection has a reason; a closed connection frees its slot."""

    def connected(stack, address):
        viewer = Viewer(small_server.live, additional_headers={"X-Forwarded-For": address})
        return stack.enter_context(viewer)

    with ExitStack() as stack:
        first = [connected(stack, "203.0.113.7") for _ in range(3)]
        assert "3 connections open" in refusal(small_server, "203.0.113.7")
        assert "3 connections open" in refusal(small_server, "198.51.100.1, 203.0.113.7"), (
            "the left-most is anyone's word"
        )
        for _ in range(2):
            connected(stack, "2001:db8:1:2::1")
        assert "5 viewers at once" in refusal(small_server, "2001:db8:1:2::2")
        first[0].socket.close()
        time.sleep(0.2)
        connected(stack, "203.0.113.7")


def refusal(server, address):
    headers = {"X-Forwarded-For": address}
    with connect(server.live, compression=None, additional_headers=headers) as socket:
        problem = json.loads(socket.recv(20))["problem"]
        assert problem["status"] == 503
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(20)
        assert closed.value.rcvd.code == 1013
        return problem["detail"]


def test_silent_connection_at_and_beyond_its_time_limit(small_server):
    with Viewer(small_server.live) as lively, Viewer(small_server.live) as silent:
        for _ in range(4):
            time.sleep(1)
            lively.say(type="ping")
            assert lively.next() == {"type": "pong"}
        assert silent.close_frame().code == 1001


def test_forged_forwarded_headers_change_nothing(server):
    """Without a trusted proxy, forged addresses count as one client."""
    limiter = ConnectionLimiter(Settings(connections=10**6, connections_per_address=10))
    scope = {"client": ("192.0.2.1", 5), "headers": [(b"x-forwarded-for", b"203.0.113.7")]}
    assert client_key(scope) == "192.0.2.1"
    for _ in range(10):
        assert limiter.acquire(client_key(scope)) is None
    assert limiter.acquire(client_key(scope)) is not None
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    assert httpx2.get(server.url + "/healthz", headers=forged).status_code == 200


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.1", 1), "192.0.2.1"),
        (("::ffff:192.0.2.1", 1), "192.0.2.1"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9", 1), "2001:db8:1:2::/64"),
        (("no address", 1), "unknown"),
        (None, "unknown"),
    ],
)
def test_request_counts_for_its_client_key(client, address):
    assert client_key({"client": client}) == address


def test_number_of_remembered_addresses_is_bounded():
    saves = TokenBuckets(1 / 60, 1)
    assert saves["first"].take()
    assert not saves["first"].take()
    for number in range(REMEMBERED):
        saves[str(number)].take()
    assert len(saves) == REMEMBERED


def test_every_limit_is_documented_with_its_response(client):
    page = client.get("/limits").text
    assert set(SENTENCES) == set(Limits.model_fields)
    for name, value in client.get("/api/v1/limits").json().items():
        assert f'id="{name}"' in page
        assert f"{value:,.0f}" in page


@pytest.mark.parametrize("proxies", ['["*"]', '["0.0.0.0/0"]', '["::/0"]'])
def test_trusting_every_proxy_is_rejected(proxies):
    from app.core.settings import Settings

    with pytest.raises(ValueError, match=r"proxy|appear"):
        Settings(trusted_proxies=frozenset(json.loads(proxies)))
