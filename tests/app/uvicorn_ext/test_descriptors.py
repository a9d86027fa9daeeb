"""File descriptors: their limit is raised, and when they run short clients and operators are told."""

import re
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from launch import eventually, start_server
from talk import Viewer, experiment
from websockets.exceptions import InvalidStatus

from app.uvicorn_ext import descriptors
from app.uvicorn_ext.descriptors import RESERVE, DescriptorReserve

LIMIT = 160


def started(folder, limit, **environment):
    """A server that begins under ``ulimit`` with these options; its log is in a file of the folder."""
    shell = f'ulimit {limit}; exec "$0" -m descentlab "$@" 2>{folder}/log'
    return start_server("--workers", "1", command=["sh", "-c", shell, sys.executable], **environment)


def limits_of(server):
    """Soft and hard limit of open files, as the kernel tells them."""
    line = re.search(r"Max open files +(\d+) +(\d+)", Path(f"/proc/{server.process.pid}/limits").read_text())
    return tuple(map(int, line.groups()))


def metric(server, name):
    lines = httpx2.get(f"{server.url}/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def test_soft_limit_is_raised_to_the_hard_one(tmp_path):
    with started(tmp_path, "-Sn 200") as server:
        soft, hard = limits_of(server)
        assert soft == min(hard, descriptors.MOST) > 200
        assert metric(server, "process_max_fds") == soft
        assert (tmp_path / "log").read_text() == ""


@pytest.fixture(scope="module")
def scarce(tmp_path_factory):
    """A server that may have few descriptors, and cannot raise their limit."""
    folder = tmp_path_factory.mktemp("log")
    with started(folder, f"-n {LIMIT}") as server:
        server.log = folder / "log"
        yield server


def test_limit_below_the_connections_is_warned_of(scarce):
    (line,) = scarce.log.read_text().splitlines()
    assert line.startswith("WARNING")
    assert f"allows {LIMIT} open files" in line
    assert "2000 WebSockets need 2256" in line
    assert "DESCENTLAB_CONNECTIONS" in line


def test_exhaustion_is_told_and_passes(scarce):
    """More viewers come than there are descriptors: each gets an answer, and so does everything else."""
    with ExitStack() as stack:
        admitted, refused = 0, set()
        for _ in range(LIMIT):
            try:
                viewer = stack.enter_context(Viewer(scarce.live))
                admitted += 1
            except InvalidStatus as answer:
                response = answer.response
                assert int(response.headers["Retry-After"]) > 0
                refused.add((response.status_code, response.headers["Content-Type"], bytes(response.body)))
        assert 0 < admitted < LIMIT - RESERVE // 2
        ((status, media_type, body),) = refused
        assert (status, media_type) == (503, "application/problem+json")
        assert b"no room for another WebSocket" in body
        for _ in range(LIMIT):
            assert httpx2.get(f"{scarce.url}/healthz").headers["connection"] == "close"
        assert metric(scarce, "process_open_fds") > LIMIT - RESERVE
        assert viewer.watch(experiment(steps=9)).done
    lines = scarce.log.read_text().splitlines()
    assert sum("all that the system allows" in line for line in lines) == 1
    eventually(lambda: metric(scarce, "descentlab_viewers") == 0)
    assert "connection" not in httpx2.get(f"{scarce.url}/healthz").headers
    with Viewer(scarce.live) as viewer:
        assert viewer.watch(experiment(steps=8)).done


def test_shortage_is_logged_once_a_minute(monkeypatch, caplog):
    now = [1000.0]
    monkeypatch.setattr(descriptors.time, "monotonic", lambda: now[0])
    reserve = DescriptorReserve(1024)
    assert not reserve.includes(1024 - RESERVE - 1)
    for at, lines in ((1000, 1), (1059, 1), (1061, 2)):
        now[0] = at
        assert reserve.includes(1024 - RESERVE)
        assert len(caplog.records) == lines
    assert not DescriptorReserve(None).includes(10**6)
