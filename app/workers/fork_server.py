"""Fork server: the parent of all workers, with Torch already imported."""

import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.context import BaseContext

from ..core.paths import ROOT

PRELOAD = "app.workers.preload"


def worker_context() -> BaseContext:
    """Multiprocessing context of the workers: the fork server, or spawn where there is none (Windows)."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOAD])
    return context


def start_fork_server() -> None:
    """Start the fork server; the first call of a worker waits until it has imported Torch."""
    if worker_context().get_start_method() == "forkserver":
        with pythonpath_for_children():
            forkserver.ensure_running()


def start_fault() -> str | None:
    """Why worker processes cannot be started at all, in a sentence; None if they can be."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        return (
            "Worker processes need a folder for temporary files, and none can be written. "
            "Mount one at /tmp, in a container with --tmpfs /tmp, or name one in TMPDIR."
        )
    try:
        worker_context().Lock()
    except OSError as error:
        return (
            f"Worker processes need semaphores, which the system cannot make ({error.strerror}). "
            "On Linux they are files in /dev/shm: it must exist, be writable and have room."
        )
    return None


@contextlib.contextmanager
def pythonpath_for_children() -> Iterator[None]:
    """Within this context, child processes import from our folder, and not from their working folder.

    The fork server receives our ``sys.path`` only with its first request, after the preloaded imports. It
    ignores a module that it cannot find, so every worker would start without Torch.
    """
    former = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    paths = [str(ROOT), *filter(None, [former["PYTHONPATH"]])]
    os.environ.update(PYTHONPATH=os.pathsep.join(paths), PYTHONSAFEPATH="1")
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
