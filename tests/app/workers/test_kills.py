"""Kills of workers, fork server and server: no other viewer and no bit is affected."""

import contextlib
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import httpx2
import pytest
from launch import alive, children, eventually, start_server
from talk import Viewer, experiment, racer
from websockets.exceptions import ConnectionClosed

LONG = experiment(racer("adam", lr=0.021), racer("sgd", lr=1.3e-4, momentum=0.9), steps=3000)

METHODS = experiment(
    racer("newton", lr=0.002), racer("nelder_mead"), racer("evolution_strategy", lr=1e-4), steps=3000
)
"""A Hessian, a simplex, and a population that is drawn at random."""


@pytest.fixture(scope="module")
def victim():
    """A server whose workers are killed."""
    with start_server("--workers", "2") as server:
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


def test_occupied_port_is_reported_in_a_sentence(server):
    port = str(urlsplit(server.url).port)
    command = [sys.executable, "-m", "descentlab", "--port", port]
    failed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert failed.returncode == 1
    assert "--port" in failed.stderr
    assert "Traceback" not in failed.stderr
