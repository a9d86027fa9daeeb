"""Forked servers: servers for tests that start in a moment, by a fork of a process that has all imported.

A server that starts by itself takes 5 s of a processor, most of it to import Torch twice: in its own process,
and in the fork server of its workers. A run of all tests starts some fifty. Here one process for a whole test
run, the template, imports once. Each server is a fork of it, which then runs ``python -m descentlab`` with
options, environment, standard output and signals of its own. Its fork server is forked, too, before it has
threads.

Imports and the first steps of optimizers have then been made before. So tests of starting, of other modules
and of killed processes start their servers by ``benchmarks/server_process.py``, as users do.
"""

import contextlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing import util
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = "TESTS_SERVER_TEMPLATE"
"""Environment variable: the socket of the template of this test run."""

MOST = 2**17
"""Bytes of a request: the options and the environment of a server."""


@contextlib.contextmanager
def template() -> Iterator[None]:
    """Run the template within this context; it imports when it is first asked for a server."""
    with (
        tempfile.TemporaryDirectory(prefix="template") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener,
    ):
        listener.bind(f"{folder}/socket")
        listener.listen(64)
        command = [sys.executable, __file__, str(listener.fileno())]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, pass_fds=[listener.fileno()]):
            os.environ[ADDRESS] = f"{folder}/socket"
            try:
                yield
            finally:
                del os.environ[ADDRESS]


class ForkedProcess:
    """Main process of a forked server, with what tests use of ``subprocess.Popen``.

    Args:
        options: of its command line.
        environment: all of its variables.
        stderr: where its log goes, as in ``subprocess.Popen``.
    """

    def __init__(self, options: list[str], environment: dict[str, str], stderr: int | IO[str] | None) -> None:
        self.returncode: int | None = None
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.connect(os.environ[ADDRESS])
        read, write = os.pipe()
        with open(os.devnull, "r+b") as nowhere:
            known = {None: 2, subprocess.STDOUT: write, subprocess.DEVNULL: nowhere.fileno()}
            errors = known[stderr] if stderr is None or isinstance(stderr, int) else stderr.fileno()
            request = json.dumps([options, environment]).encode()
            assert len(request) <= MOST
            socket.send_fds(self._link, [request], [nowhere.fileno(), write, errors])
        os.close(write)
        self.stdout = os.fdopen(read)
        self.pid = int(self._link.recv(16))

    def poll(self) -> int | None:
        """The exit status, as of ``subprocess``; None while the process runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once the process has ended."""
        if self.returncode is None:
            if not select.select([self._link], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("forked server", timeout or 0)
            self.returncode = int(self._link.recv(16))
            self._link.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if the process still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


def requested(listener: socket.socket) -> list[str]:
    """In each fork that is to become a server, its options. The template stays here until the tests end."""
    ends, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    links: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([0, ends, listener], [], [])
        if 0 in ready:
            sys.exit()
        if ends in ready:
            os.read(ends, 4096)
            tell_ends(links)
        if listener in ready:
            link, _ = listener.accept()
            request, descriptors, _, _ = socket.recv_fds(link, MOST, 3)
            import_all()
            pid = os.fork()
            if pid == 0:
                for other in (listener, link, *links.values()):
                    other.detach()
                return settled(request, descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
            links[pid] = link
            link.send(str(pid).encode())


def tell_ends(links: dict[int, socket.socket]) -> None:
    """Send the exit statuses of servers that have ended to those who asked for them."""
    for pid in list(links):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with links.pop(pid) as link, contextlib.suppress(BrokenPipeError):
                link.send(str(os.waitstatus_to_exitcode(status)).encode())


def import_all() -> None:
    """Import what a server imports, and what its workers import; take their warm steps."""
    import app.main
    import app.uvicorn_ext.server
    import app.workers.preload  # noqa: F401


def settled(request: bytes, descriptors: list[int]) -> list[str]:
    """Give a fork the descriptors, signals and environment of a new program; returns its options."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    options, environment = json.loads(request)
    os.environ.clear()
    os.environ.update(environment)
    util.spawnv_passfds = first_forked(util.spawnv_passfds)  # type: ignore[attr-defined]
    return [str(option) for option in options]


Spawn = Callable[[bytes, list[str], list[int]], int]


def first_forked(spawn: Spawn) -> Spawn:
    """Function that starts programs as ``spawn`` does, but forks the first fork server of multiprocessing."""
    forked = False

    def start(path: bytes, args: list[str], passfds: list[int]) -> int:
        nonlocal forked
        if forked or "multiprocessing.forkserver" not in args[-1]:
            return spawn(path, args, passfds)
        forked = True
        pid = os.fork()
        if pid == 0:
            be_fork_server(args[-1], passfds)
        return pid

    return start


def be_fork_server(code: str, passfds: list[int]) -> NoReturn:
    """Run the code of a fork server with no other descriptors than it would have; its forks end here, too."""
    status = 1
    try:
        begin = 3
        for descriptor in sorted(passfds):
            os.closerange(begin, descriptor)
            begin = descriptor + 1
        os.closerange(begin, os.sysconf("SC_OPEN_MAX"))
        exec(code, {"__name__": "__main__"})
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # as ``python -m`` has it, in this folder
    sys.argv = ["descentlab", *requested(socket.socket(fileno=int(sys.argv[1])))]
    runpy.run_module("descentlab", run_name="__main__", alter_sys=True)
