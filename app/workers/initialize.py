"""Worker initializer: sets priority, memory limit and sandbox, and ends the worker with its parent."""

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
from pathlib import Path

from .sandbox import enter_sandbox


def initialize(nice: int, memory_bytes: int, folder: str | None) -> None:
    """Run first in every worker.

    Args:
        nice: how much the priority is lowered, as for Unix ``nice`` (0: not at all).
        memory_bytes: how much its address space may grow from its present size.
        folder: where its temporary files go. None if it has none, because it enters the sandbox: no sockets,
            no files to write, no programs.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    _die_with_parent()
    _limit_memory(memory_bytes)
    if nice and hasattr(os, "nice"):  # Windows has no such priority
        os.nice(nice)
        with contextlib.suppress(OSError, AttributeError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if folder is None:
        enter_sandbox()
    else:
        tempfile.tempdir = folder


def _die_with_parent() -> None:
    """End this process when the server is gone, even by ``kill -9``.

    Workers of ProcessPoolExecutor would not end by themselves (cpython issue 111873). A thread waits on the
    parent's sentinel. PR_SET_PDEATHSIG cannot be used: it watches the fork server's thread, not the server.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None, "initialize runs in child processes only"

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _limit_memory(growth: int) -> None:
    """Limit the address space, on Linux: elsewhere it cannot be measured, or not be limited."""
    try:
        import resource
    except ImportError:  # Windows
        return
    measured = Path("/proc/self/statm")
    if not measured.exists():
        return
    pages = int(measured.read_text().split()[0])
    ceiling = pages * resource.getpagesize() + growth
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
