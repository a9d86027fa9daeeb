"""Fixtures of all tests: a store in a temporary folder, not the user's; garbage collection off at first.

One template of servers (``forked_servers.py``) is there for all processes of a test run.
"""

import gc
import os
import tempfile
from collections.abc import Iterator

import pytest
from forked_servers import template


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # processes of xdist share the one of their run
        context = template()
        context.__enter__()
        config.add_cleanup(lambda: context.__exit__(None, None, None))


@pytest.fixture(scope="session", autouse=True)
def _own_store() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DESCENTLAB_STORE"] = f"sqlite:///{folder}/experiments.sqlite"
        yield
        del os.environ["DESCENTLAB_STORE"]


gc.disable()  # until the tests are collected: what they import stays


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
