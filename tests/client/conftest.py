"""Clients: the local one, and one of a real server."""

import os
import subprocess
from collections.abc import Iterator

import pytest
import torch
from forked_servers import ForkedProcess

from benchmarks.server_process import announced
from descentlab import Client

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    options = ["--port", "0", "--workers", "1"]
    with announced(ForkedProcess(options, dict(os.environ), subprocess.STDOUT)) as server:
        yield server.url


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
