"""Command line: ``descentlab`` or ``python -m descentlab`` starts the server, or prints its settings."""

import argparse
import contextlib
import errno
import gc
import json
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from . import __version__
from .paths import ROOT

if TYPE_CHECKING:
    from app.core.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line: serve until Ctrl-C, or print the current settings. Returns the exit status."""
    try:
        try:
            return _answer(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read has read enough, as ``head`` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _answer(arguments: Sequence[str] | None) -> int:
    """Do what the arguments say, if the server is installed; returns the exit status."""
    given = _parser().parse_args(arguments)
    sys.path.insert(0, str(ROOT))  # the server and the engine are no top-level packages of an installed wheel
    try:
        return _run(given)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("app", "engine"):
            raise
        return _fail(
            f"The server cannot be imported: {error.name} is missing. "
            'Install it with: pip install "descentlab[server]".'
        )


def _run(given: argparse.Namespace) -> int:
    """Serve, or print the settings; returns the exit status."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from app.core.settings import Settings
    from app.uvicorn_ext.sockets import listening_socket

    options = {"host": given.host, "port": given.port, "workers": given.workers, "root_path": given.root_path}
    try:
        settings = Settings(**{name: value for name, value in options.items() if value is not None})
        if given.command == "config":
            return _show(settings)
        if given.command == "backup":
            return _back_up(settings, given.file)
        listener = listening_socket(settings.host, settings.port)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return _fail(f"These settings cannot be used: {faults}.")
    except SettingsError as error:
        return _fail(f"These settings cannot be used: {error}. Lists are JSON; see docs/settings.md.")
    except BrokenPipeError:
        raise
    except OSError as error:
        unknown = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        option = "--host" if unknown else "--port"
        return _fail(f"The address cannot be used: {error.strerror}. Choose another with {option}.")
    with listener, contextlib.suppress(KeyboardInterrupt):
        return _serve(settings, listener, given.open)
    return 0


def _serve(settings: "Settings", listener: socket.socket, show: bool) -> int:
    """Serve until a signal ends it; returns the exit status."""
    gc.disable()  # until the server is ready: what it imports stays
    from app.workers.fork_server import start_fault, start_fork_server

    if fault := start_fault():
        return _fail(fault)
    with _hangup_ignored():
        start_fork_server()  # it imports Torch while we do

    import uvicorn

    from app.uvicorn_ext.inherited import VERSIONS, missing_members

    if missing := missing_members():
        return _fail(
            f"uvicorn {uvicorn.__version__} cannot be used, it has no {', '.join(missing)}. "
            f'Install another with: pip install "uvicorn{VERSIONS}".'
        )
    from app.uvicorn_ext.server import serve

    # Uvicorn raises the signal again once all is closed: leave as at the end of any program, by the
    # interpreter's own way, which unlinks semaphores.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _end_at_hangup()
    serve(settings, listener, lambda url: _announce(url, show))
    return 0


@contextlib.contextmanager
def _hangup_ignored() -> Iterator[None]:
    """Within this context, child processes start that ignore SIGHUP: they end with the server."""
    if not hasattr(signal, "SIGHUP"):  # Windows
        yield
        return
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, former)


def _end_at_hangup() -> None:
    """End at a closed terminal (SIGHUP) as at SIGTERM, unless ``nohup`` has had it ignored."""
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "descentlab", description="An interactive laboratory of the loss landscape."
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=["serve", "config", "backup"],
        default="serve",
        help="serve the lab (the default), print the current settings, or copy the store to a file",
    )
    parser.add_argument("file", nargs="?", help="the file that backup writes")
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1; 0.0.0.0 for everyone)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8000; 0 picks a free one)")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument("--workers", type=int, help="worker processes (default: one per processor, up to 8)")
    parser.add_argument("--root-path", help="path prefix under which a proxy serves the lab, such as /lab")
    parser.add_argument("--version", action="version", version=f"Descent Lab {__version__}")
    return parser


def _show(settings: "Settings") -> int:
    """Print one setting per line, in the form of an environment variable; returns the exit status."""
    from app.store.database import without_password

    shown = settings.model_dump(mode="json") | {"store": without_password(settings.store)}
    for name, value in shown.items():
        text = value if isinstance(value, str) else json.dumps(value)
        print(f"DESCENTLAB_{name.upper()}={text}")
    return 0


def _back_up(settings: "Settings", file: str | None) -> int:
    """Copy the store to a new file; returns the exit status."""
    from pathlib import Path

    from app.store.backup import BackupError, back_up

    if file is None:
        return _fail("Name the file that the backup is written to: descentlab backup FILE.")
    try:
        size = back_up(settings.store, Path(file))
    except BackupError as error:
        return _fail(str(error))
    print(f"The store is copied to {file}, {size:,} bytes.")
    return 0


def _announce(url: str, show: bool) -> None:
    print(f"Descent Lab is rolling at {url}", flush=True)
    if show:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
