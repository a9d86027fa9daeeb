"""Sandbox: a worker computes, but opens no socket, writes no file and starts no program."""

import asyncio
import multiprocessing
import platform
import socket

import outside
import pytest
from services import require

from app.workers.sandbox import KERNELS, is_sandboxed
from app.workers.slot import Slot


@pytest.fixture(scope="module")
def tried():
    """Make a call in a sandboxed process; the same call without a sandbox is the control."""
    supported = platform.system() == "Linux" and platform.machine() in KERNELS
    require(supported, "A Linux on x86-64 or ARM64, where worker processes are confined,")
    loop = asyncio.new_event_loop()
    slot = Slot(multiprocessing.get_context("spawn"), 0, 256 * 2**20)
    yield lambda *call: loop.run_until_complete(slot.call(60, outside.attempted, *call))
    loop.run_until_complete(slot.close())
    loop.close()


@pytest.mark.parametrize(
    "attempt",
    [outside.write, outside.append, outside.remove, outside.start, outside.local, outside.from_a_thread],
)
def test_no_file_is_written_and_no_program_started(tried, tmp_path, attempt):
    path = tmp_path / "file"
    if attempt is not outside.local:
        path.write_text("mine")
    assert tried(attempt, str(path)) == outside.REFUSED
    assert path.read_text() == "mine" if attempt is not outside.local else not path.exists()
    assert outside.attempted(attempt, str(path)) != outside.REFUSED, "here it works: the test can fail"


def test_no_connection_is_made(tried):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert tried(outside.connect, port) == outside.REFUSED
        assert outside.connect(port) == "connected"


@pytest.mark.parametrize("attempt", [outside.signal_parent, outside.signal_parents_thread])
def test_no_process_is_signalled(tried, attempt):
    child = multiprocessing.get_context("spawn").Process(target=input)
    child.start()
    assert tried(attempt, child.pid) == outside.REFUSED
    assert attempt(child.pid) == "signalled"
    child.join()


def test_sandboxed_worker_computes_and_reads_files(tried, tmp_path):
    (tmp_path / "file").write_text("here")
    assert tried(is_sandboxed)
    assert tried(outside.read, str(tmp_path / "file")) == "here"
    assert tried(sum, range(10)) == 45
    assert not is_sandboxed()
