"""Start and end of the server: a fault at start names its remedy, and every usual signal ends it in order."""

import os
import shlex
import shutil
import signal
import subprocess

import httpx2
import pytest
from launch import PYTHON, ROOT, alive, eventually, running, start_server
from services import require
from talk import Viewer, experiment, racer


def failed(command, *options):
    """Standard error of a server that cannot start; never a traceback."""
    ended = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1", "::2"])
def test_host_that_is_none_of_ours(host):
    assert "Choose another with --host." in failed(PYTHON, "--host", host, "--port", "0")


def test_port_that_is_taken():
    with running("--workers", "1") as server:
        port = server.url.rpartition(":")[2]
        assert "Choose another with --port." in failed(PYTHON, "--port", port)


def unshared(script):
    """Command that runs a shell script, then the server, where mounts are its own."""
    server = f'exec {shlex.join(PYTHON)} "$@"'
    return ["unshare", "-m", "sh", "-c", f"{script}; {server}", "sh"]


def mountable():
    return (
        shutil.which("unshare")
        and not subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode
    )


def test_shared_memory_that_cannot_be_written():
    require(mountable(), "permission to mount")
    command = unshared("mount -t tmpfs -o ro none /dev/shm")
    assert "/dev/shm: it must exist, be writable" in failed(command, "--port", "0")


READ_ONLY = "for at in / $(cut -d' ' -f2 /proc/mounts | grep -v -e ^/proc -e ^/dev -e ^/sys)"
READ_ONLY += "; do mount -o remount,ro,bind $at; done 2>/dev/null"


def test_read_only_system_without_a_temporary_folder():
    require(mountable(), "permission to mount")
    assert "--tmpfs /tmp" in failed(unshared(READ_ONLY), "--port", "0")


def test_read_only_system_with_a_temporary_folder():
    """Everything works, except that nothing is saved."""
    require(mountable(), "permission to mount")
    command = unshared(f"{READ_ONLY}; mount -t tmpfs none /tmp")
    store = f"sqlite:///{ROOT}/none/store.sqlite"
    with (
        start_server(
            "--workers", "1", command=command, stderr=subprocess.DEVNULL, DESCENTLAB_STORE=store
        ) as server,
        httpx2.Client(base_url=f"{server.url}/api/v1", timeout=60) as client,
    ):
        for path in ("trajectories", "exports/html", "exports/png", "exports/mp4?frames=3"):
            assert client.post(f"/{path}", json=experiment(steps=9)).status_code == 200, path
        assert client.post("/experiments", json=experiment(steps=9)).status_code == 503


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_log_on_a_full_disk(log_format):
    shell = 'exec "$0" -m descentlab "$@" 2>/dev/full'
    environment = {"DESCENTLAB_LOG_FORMAT": log_format, "DESCENTLAB_ACCESS_LOG": "clients"}
    command = ["sh", "-c", shell, PYTHON[0]]
    with (
        start_server("--workers", "1", command=command, **environment) as server,
        Viewer(server.live) as viewer,
    ):
        assert viewer.watch(experiment(steps=9)).done
        url = f"{server.url}/api/v1/trajectories"
        assert httpx2.post(url, json=experiment(steps=9), timeout=60).status_code == 200


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_server_in_order(number):
    """A closed terminal and Ctrl-C reach all processes of the server, not the first alone."""
    with start_server("--workers", "1") as server, Viewer(server.live) as viewer:
        viewer.ask(experiment(racer("sgd", lr=1e-4), steps=20_000))
        family = server.family()
        for pid in family:
            os.kill(pid, number) if number != signal.SIGTERM or pid == server.process.pid else None
        assert viewer.close_frame().code == 1012
        assert server.process.wait(20) == 0
    eventually(lambda: not any(map(alive, family)), 10)


def test_nohup_is_obeyed():
    with start_server("--workers", "1", command=["nohup", *PYTHON]) as server, Viewer(server.live) as viewer:
        server.process.send_signal(signal.SIGHUP)
        assert viewer.watch(experiment(steps=50)).done
        assert server.process.poll() is None
