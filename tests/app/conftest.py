"""Test server: one for most tests of the app; tests that kill something start their own."""

from collections.abc import Iterator

import httpx2
import pytest
import torch
from launch import Server, running

torch.set_num_threads(1)  # as in workers: two threads on two busy cores wait for each other


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running("--workers", "2") as shared:
        yield shared


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, timeout=60) as session:
        yield session
