"""Test server: one for most tests of the app; tests that kill something start their own."""

from collections.abc import Iterator

import httpx2
import pytest
import torch
from launch import Server, running

torch.set_num_threads(1)  # as in workers: two threads on two busy cores wait for each other


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    # On a machine that is busy with other tests, a computation may take longer than a minute.
    with running("--workers", "2", DESCENTLAB_REQUEST_TIMEOUT_S="600") as shared:
        yield shared


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, timeout=600) as session:
        yield session
