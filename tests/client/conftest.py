"""Clients: the local one, and one of a real server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from descentlab import Client

ROOT = Path(__file__).resolve().parents[2]

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "descentlab", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert " at http" in line, line
        yield line.rpartition(" at ")[2].strip()
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        process.stdout.close()


@pytest.fixture(scope="session")
def here() -> Client:
    return Client()


@pytest.fixture(scope="session")
def there(url: str) -> Client:
    return Client(url)


@pytest.fixture(params=["here", "there"])
def lab(request: pytest.FixtureRequest) -> Client:
    """Either client."""
    client: Client = request.getfixturevalue(request.param)
    return client
