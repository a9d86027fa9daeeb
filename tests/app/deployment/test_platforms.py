"""Platforms: the server starts and computes where the parts of POSIX and Linux are missing."""

import httpx2
import pytest
from launch import start_server

WITHOUT = """
import multiprocessing
import multiprocessing.context
import os
import sys

for name in ("fcntl", "grp", "pwd", "resource", "termios", "uvloop"):
    sys.modules[name] = None  # importing it fails
for name in ("nice", "sched_setscheduler", "SCHED_BATCH", "sched_getaffinity", "getuid"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("fork", "forkserver"):
    multiprocessing.context._concrete_contexts.pop(name)
default = multiprocessing.context._default_context
default._actual_context, default._default_context = None, multiprocessing.get_context("spawn")
multiprocessing.get_all_start_methods = lambda: ["spawn"]
"""


@pytest.fixture
def hidden(tmp_path):
    """A folder whose ``sitecustomize`` hides what Windows does not have."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    return tmp_path


def test_server_computes_without_posix(hidden):
    race = {
        "problem": {"kind": "surface", "surface": {"name": "bowl"}},
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
        "steps": 3,
    }
    few = {"DESCENTLAB_BACKGROUND_WORKERS": "1", "PYTHONPATH": str(hidden)}  # each imports Torch for itself
    with start_server("--workers", "1", **few) as server:
        answer = httpx2.post(f"{server.url}/api/v1/trajectories", json=race, timeout=60)
        assert answer.status_code == 200
        assert len(answer.json()["racers"][0]["loss"]) == 4
