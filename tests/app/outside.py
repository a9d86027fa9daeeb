"""Forbidden calls: functions that a sandboxed worker must not be able to run."""

import ctypes
import os
import platform
import signal
import socket
import subprocess
import threading
from pathlib import Path

REFUSED = "refused"


def connect(port):
    with socket.create_connection(("127.0.0.1", port), 5):
        return "connected"


def local(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path)
    return "bound"


def write(path):
    Path(path).write_text("written")
    return "written"


def append(path):
    with open(path, "ab") as file:
        file.write(b"written")
    return "written"


def remove(path):
    os.unlink(path)
    return "removed"


def start(path):
    subprocess.run(["/bin/touch", path], check=True)
    return "started"


def signal_parent(pid):
    os.kill(pid, signal.SIGTERM)
    return "signalled"


def signal_parents_thread(pid):
    number = {"x86_64": 234, "aarch64": 131}[platform.machine()]
    if ctypes.CDLL(None, use_errno=True).syscall(number, pid, pid, int(signal.SIGTERM)):
        raise PermissionError
    return "signalled"


def from_a_thread(path):
    """The sandbox covers threads that were started before it, too."""
    results = []
    thread = threading.Thread(target=lambda: results.append(attempted(write, path)))
    thread.start()
    thread.join()
    return results[0]


def attempted(call, *given):
    """Result of a call, or "refused": an OSError would be taken for the death of the worker."""
    try:
        return call(*given)
    except PermissionError:
        return REFUSED


def read(path):
    return Path(path).read_text()
