"""Request limits: each is accepted at the limit and rejected with a sentence one past it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from in_process_executor import InProcessExecutor
from launch import eventually, running
from starlette.testclient import TestClient
from talk import ROSENBROCK, experiment, racer

from app.core.problem_details import ProblemError
from app.core.settings import Settings
from app.jobs.complete import complete_or_problem
from app.main import create_app
from engine.batched.request import MapRequest
from engine.spec.experiment import Experiment

TESTS = Path(__file__).resolve().parents[1]

DIGITS = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [8]}},
    "dataset": {"name": "digits"},
    "batch_size": 32,
}
WEIGHTS = (64 * 8 + 8) + (8 * 10 + 10)
"""Weights of that network: 64 pixels to 8 units to 10 classes, with biases."""


@pytest.fixture(scope="module")
def limits(client):
    return client.get("/api/v1/limits").json()


@pytest.mark.parametrize(("problem", "weights"), [(ROSENBROCK, 2), (DIGITS, WEIGHTS)], ids=["surface", "mlp"])
def test_work_at_and_beyond_its_limit(problem, weights):
    racers, steps = [racer("sgd", lr=0.1), racer("adam", lr=0.1)], 30
    given = Experiment.model_validate(experiment(*racers, steps=steps, problem=problem))
    work = weights * len(racers) * steps
    assert complete_or_problem(given, Settings(work=work)).steps == steps
    with pytest.raises(ProblemError) as refused:
        complete_or_problem(given, Settings(work=work - 1), "/experiment")
    assert refused.value.status == 422
    assert refused.value.field_errors[0].pointer == "/experiment/steps"
    assert f"at most {steps - 1} steps fit" in refused.value.detail


def padded(length):
    """A formula of ``length`` characters."""
    return "x+" + " " * (length - 3) + "y"


CASES = {
    "steps": lambda n: experiment(steps=n),
    "racers": lambda n: experiment(*[racer("sgd", lr=0.001)] * n),
    "expression": lambda n: experiment(problem={"kind": "formula", "expression": padded(n)}),
}


@pytest.mark.parametrize("name", CASES)
def test_experiment_size_at_and_beyond_its_limit(client, limits, name):
    for size, status in ((limits[name], 200), (limits[name] + 1, 422)):
        answer = client.post("/api/v1/experiments", json=CASES[name](size))
        assert answer.status_code == status, answer.text
    assert str(limits[name]) in answer.json()["errors"][0]["detail"].replace(",", "")


def test_edits_at_and_beyond_their_limit(limits):
    """Checked in the engine: that many in one JSON body would first exceed the limit of its bytes."""
    edits = [{"step": step, "racer": 0, "set": {"lr": 0.01}} for step in range(limits["edits"] + 1)]
    assert Experiment.model_validate(experiment(steps=5_000, edits=edits[:-1]))
    with pytest.raises(ValueError, match=str(limits["edits"])):
        Experiment.model_validate(experiment(steps=5_000, edits=edits))


def test_landscape_resolution_at_and_beyond_its_limit(client, limits):
    most = limits["resolution"]
    for resolution, status in ((most, 200), (most + 1, 422)):
        answer = client.post("/api/v1/landscapes", json={"problem": ROSENBROCK, "resolution": resolution})
        assert answer.status_code == status
    assert str(most) in answer.json()["detail"]


def test_formula_size_and_depth_at_and_beyond_their_limits(client, limits):
    parts, depth = limits["expression_parts"], limits["expression_depth"]
    texts = {
        # Every x and every sign is a part.
        parts: ("x" + "+x" * ((parts - 1) // 2), "x" + "+x" * (parts // 2)),
        depth: ("(" * depth + "x" + ")" * depth, "(" * (depth + 1) + "x" + ")" * (depth + 1)),
    }
    for most, (within, beyond) in texts.items():
        for text, status in ((within, 200), (beyond, 422)):
            formula = {"kind": "formula", "expression": text}
            answer = client.post("/api/v1/experiments", json=experiment(problem=formula))
            assert answer.status_code == status, text
        assert str(most) in answer.json()["errors"][0]["detail"]


def test_map_size_at_and_beyond_its_limit(client, limits):
    def answer(resolution, steps):
        spec = experiment(racer("sgd", lr=0.001), steps=steps, problem=ROSENBROCK)
        asked = {"experiment": spec, "kind": "basins", "resolution": resolution}
        return client.post("/api/v1/maps", json=asked)

    most = limits["map_resolution"]
    assert answer(most, 1).status_code == 200
    refused = answer(most + 1, 1)
    assert refused.status_code == 422
    assert str(most) in refused.json()["detail"]
    # A map of this resolution may have this many steps; one more is rejected before any is taken.
    beyond = limits["map_ball_steps"] // most**2 + 1
    refused = answer(most, beyond)
    assert refused.status_code == 422
    assert f"{limits['map_ball_steps']:,}" in refused.json()["detail"]
    spec = experiment(racer("sgd", lr=0.001), steps=beyond - 1, problem=ROSENBROCK)
    assert MapRequest.model_validate({"experiment": spec, "kind": "basins", "resolution": most})


def test_rest_concurrency_and_time_at_and_beyond_their_limits():
    cnn = {"kind": "network", "model": {"name": "cnn"}, "dataset": {"name": "digits"}}
    long = {"problem": cnn, "plane": {"name": "random"}, "resolution": 201}  # two minutes of a core
    short = {"problem": ROSENBROCK, "resolution": 5}
    environment = {"DESCENTLAB_QUEUED_REQUESTS": "1", "DESCENTLAB_REQUEST_TIMEOUT_S": "6"}
    with running("--workers", "1", **environment) as server, ThreadPoolExecutor(1) as another:
        published = httpx2.get(f"{server.url}/api/v1/limits").json()
        assert (published["requests"], published["request_seconds"]) == (1, 6)

        def ask(body):
            return httpx2.post(f"{server.url}/api/v1/landscapes", json=body, timeout=60)

        assert ask(short).status_code == 200
        waiting = another.submit(ask, long)

        eventually(lambda: "descentlab_requests 1.0" in httpx2.get(f"{server.url}/metrics").text)
        answer = ask(short)
        assert answer.status_code == 503
        assert "Too much" in answer.json()["detail"]
        assert int(answer.headers["retry-after"]) > 0
        late = waiting.result()
        assert late.status_code == 503
        assert "longer than 6 s" in late.json()["detail"]
        assert ask(short | {"resolution": 6}).status_code == 200


@pytest.mark.parametrize("trusted", [False, True], ids=["direct", "behind a proxy"])
def test_share_of_places_at_and_beyond_its_limit(trusted):
    """Two addresses: of sockets, or, behind a proxy, those that it forwards. Three places, two for each."""
    environment = {"DESCENTLAB_QUEUED_REQUESTS": "3", "DESCENTLAB_QUEUED_REQUESTS_PER_ADDRESS": "2"}
    if trusted:
        environment["DESCENTLAB_TRUSTED_PROXIES"] = '["127.0.0.0/8"]'
    one, other = "127.0.0.2", "127.0.0.3"
    with ExitStack() as stack:
        server = stack.enter_context(running("--workers", "1", **environment))
        clients = {
            address: stack.enter_context(client_at(server, address, trusted)) for address in (one, other)
        }
        threads = stack.enter_context(ThreadPoolExecutor(3))

        def ask(address, steps):
            return clients[address].post("/api/v1/trajectories", json=long_run(steps))

        def hold(address, taken):
            held.append(threads.submit(ask, address, 20_000 - taken))
            eventually(lambda: f"descentlab_requests {taken}.0" in httpx2.get(f"{server.url}/metrics").text)

        held = []
        assert httpx2.get(f"{server.url}/api/v1/limits").json()["requests_per_address"] == 2
        hold(one, 1)
        hold(one, 2)
        refused = ask(one, 3)
        assert (refused.status_code, int(refused.headers["retry-after"])) == (503, 1)
        assert "for your network" in refused.json()["detail"]
        assert ask(other, 3).status_code == 200
        hold(other, 3)
        assert "Too much is being computed now." in ask(other, 3).json()["detail"]
        server.process.kill()


def client_at(server, address, forwarded):
    """A client of an address: that of its socket, or that which a proxy has forwarded."""
    options = (
        {"headers": {"X-Forwarded-For": address}}
        if forwarded
        else {"transport": httpx2.HTTPTransport(local_address=address)}
    )
    return httpx2.Client(base_url=server.url, timeout=60, **options)


def long_run(steps):
    return experiment(*[racer("adam", lr=0.01 + k / 1000) for k in range(16)], steps=steps)


def test_reading_a_kept_table_takes_a_place():
    with TestClient(create_app(Settings(queued_requests=1), InProcessExecutor())) as client:
        table = client.post("/api/v1/tables", json={"csv": "a,b\n1,2\n2,4.5\n3,6.5\n4,8.5\n"}).json()["id"]
        dataset = {"name": "table", "params": {"table": table}}
        problem = {"kind": "network", "model": {"name": "line"}, "dataset": dataset}
        spec = experiment(racer("sgd", lr=0.01), steps=2, problem=problem)
        assert client.post("/api/v1/experiments?save=false", json=spec).status_code == 200
        assert client.app.state.services.limiter.computations.acquire("another client") is None
        assert client.post("/api/v1/experiments?save=false", json=spec).status_code == 503
        assert client.post("/api/v1/experiments?save=false", json=experiment()).status_code == 200


HELD = {
    "limits/test_limits.py": {
        "steps": "test_experiment_size_at_and_beyond_its_limit",
        "racers": "test_experiment_size_at_and_beyond_its_limit",
        "edits": "test_edits_at_and_beyond_their_limit",
        "expression": "test_experiment_size_at_and_beyond_its_limit",
        "expression_parts": "test_formula_size_and_depth_at_and_beyond_their_limits",
        "expression_depth": "test_formula_size_and_depth_at_and_beyond_their_limits",
        "work": "test_work_at_and_beyond_its_limit",
        "resolution": "test_landscape_resolution_at_and_beyond_its_limit",
        "map_resolution": "test_map_size_at_and_beyond_its_limit",
        "map_ball_steps": "test_map_size_at_and_beyond_its_limit",
        "requests": "test_rest_concurrency_and_time_at_and_beyond_their_limits",
        "requests_per_address": "test_share_of_places_at_and_beyond_its_limit",
        "request_seconds": "test_rest_concurrency_and_time_at_and_beyond_their_limits",
    },
    "api/test_oembed.py": {
        "qr_characters": "test_qr_text_at_and_beyond_its_limit",
    },
    "core/test_errors.py": {
        "body_bytes": "test_body_size_at_and_beyond_its_limit",
    },
    "deployment/test_operations.py": {
        "connections": "test_connections_at_and_beyond_their_limit",
        "connections_per_address": "test_connections_at_and_beyond_their_limit",
        "idle_seconds": "test_silent_connection_at_and_beyond_its_time_limit",
    },
    "limits/test_rate_limits.py": {
        "connections_per_second": "test_connections_beyond_the_rate_are_delayed",
        "connection_burst": "test_connections_beyond_the_rate_are_delayed",
        "requests_per_second": "test_requests_beyond_the_burst_are_delayed",
        "request_burst": "test_requests_beyond_the_burst_are_delayed",
    },
    "ws/test_live.py": {
        "runs": "test_new_run_replaces_the_old_at_once",
        "window": "test_server_stays_within_the_window",
        "message_burst": "test_message_flood_is_disconnected_with_a_reason",
    },
    "limits/test_token_bucket.py": {
        "messages_per_second": "test_burst_passes_and_then_the_rate_holds",
    },
    "jobs/test_run_limit.py": {
        "runs_per_worker": "test_run_at_and_beyond_the_limit",
    },
    "store/test_store.py": {
        "saved": "test_number_of_saves_at_and_beyond_its_limit",
        "unopened_days": "test_oldest_unopened_ones_make_room",
        "saved_bytes": "test_bytes_of_saves_at_and_beyond_their_limit",
    },
    "store/test_saved.py": {
        "saves_per_minute": "test_saves_per_address_at_and_beyond_their_limit",
    },
    "store/test_table_store.py": {
        "kept": "test_number_of_tables_at_and_beyond_its_limit",
        "kept_bytes": "test_bytes_of_tables_at_and_beyond_their_limit",
        "kept_days": "test_tables_that_nobody_opens_expire",
    },
    "api/test_tables.py": {
        "table_bytes": "test_table_size_at_and_beyond_its_limit",
        "table_rows": "test_rows_at_and_beyond_their_limit",
    },
    "workers/test_slow_clients.py": {
        "send_seconds": "test_blocked_reader_does_not_slow_other_viewers",
    },
}
"""File -> limit -> test at the limit and one past it: every new limit needs one."""


def test_every_published_limit_has_a_test(limits):
    held = {limit: (file, test) for file, tests in HELD.items() for limit, test in tests.items()}
    assert set(limits) == set(held)
    for file, test in held.values():
        assert f"\ndef {test}(" in (TESTS / file).read_text(), f"{file}::{test}"
