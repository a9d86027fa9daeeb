"""Full disk: new saves are rejected, old ones stay, and everything else works."""

import asyncio
import resource
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager

import httpx2
import pytest
from services import require
from talk import experiment, racer

from app.core.settings import Settings
from app.main import create_app

SAVED = "/api/v1/experiments"
DISK = 384 * 1024
ENOUGH = 1_000
"""More experiments than fit on the disk."""


class Disk:
    """A folder with little space, and a way to get more."""

    def __init__(self, folder, make_room):
        self.folder = folder
        self.make_room = make_room


@contextmanager
def mounted(folder):
    """A small file system of its own, where writes fail as on a full disk."""

    def mount(options):
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
        )

    can_mount = shutil.which("mount") is not None and mount(f"size={DISK}").returncode == 0
    require(can_mount, "The right to mount a file system")
    try:
        yield Disk(folder, lambda: mount(f"remount,size={64 * DISK}"))
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def limited(folder):
    """A limit on file size for this process, which acts like a quota and needs no root."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

    limit(DISK)
    try:
        yield Disk(folder, lambda: limit(soft))
    finally:
        limit(soft)


def spec(seed):
    return experiment(racer("sgd", lr=0.1), steps=5, seed=seed)


@pytest.mark.parametrize(("scarce", "status"), [(mounted, 507), (limited, 503)])
def test_full_disk_rejects_new_saves_and_keeps_old_ones(scarce, status, tmp_path):
    with scarce(tmp_path) as disk:
        kept, refused = asyncio.run(fill(disk))
        assert kept
        assert refused.status_code == status
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "link with the experiment inside works" in refused.json()["detail"]
        with sqlite3.connect(tmp_path / "saved.sqlite") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ids = {row[0] for row in database.execute("SELECT id FROM experiments")}
        database.close()
        assert set(kept) <= ids


async def fill(disk):
    """Save until the disk is full; returns the acknowledged saves and the first error."""
    app = create_app(Settings(store=f"sqlite:///{disk.folder}/saved.sqlite", saves_per_minute=10_000))
    transport = httpx2.ASGITransport(app=app)
    kept = []
    async with httpx2.AsyncClient(transport=transport, base_url="http://lab", timeout=60) as client:
        for seed in range(ENOUGH):
            answer = await client.post(SAVED, json=spec(seed))
            if answer.status_code != 200:
                break
            kept.append(answer.json()["id"])
        again = await client.post(SAVED, json=spec(ENOUGH))
        assert again.status_code == answer.status_code
        for id_ in kept:
            assert (await client.get(f"{SAVED}/{id_}")).status_code == 200
        assert (await client.post(f"{SAVED}?save=false", json=spec(0))).status_code == 200
        assert (await client.get("/healthz")).status_code == 200
        disk.make_room()
        assert (await client.post(SAVED, json=spec(ENOUGH))).status_code == 200
    await app.state.services.store.close()
    return kept, answer
