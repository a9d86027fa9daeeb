"""G18, G17: kill -9 while saving, guessed ids, corrupted rows. KILLS=20 COUNT=1000: fewer.

The control acknowledges before it commits, and must lose acknowledged experiments.
"""

import asyncio
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import tempfile
import time
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.core.settings import Settings
from app.main import create_app
from app.store.store import Store
from app.workers.fork_server import pythonpath_for_children
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical, experiment_id

from ..report import Figure
from .rig import race

KILLS = int(os.environ.get("KILLS", 200))
GUESSES = 10 * int(os.environ.get("COUNT", 10_000))
ROWS = int(os.environ.get("COUNT", 10_000))
ID = 32


def given(seed: int) -> Experiment:
    """A different experiment for each seed."""
    return complete(Experiment.model_validate({**race(0, 10), "seed": seed}))


def save_forever(address: str, begin: int, pipe: Connection, hasty: bool) -> None:
    """Save experiments and report each; ``hasty`` reports before it has saved."""

    async def run() -> None:
        store = Store(address, 10**7, 2**40, 30)
        await store.open()
        for seed in range(begin, begin + 10**6):
            experiment = given(seed)
            report = experiment_id(experiment).encode()
            if hasty:
                os.write(pipe.fileno(), report)
            await store.save(experiment)
            if not hasty:
                os.write(pipe.fileno(), report)

    asyncio.run(run())


def killed(context: Any, address: str, begin: int, after_s: float, hasty: bool) -> list[str]:
    """The ids that a process reported before it was killed."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=save_forever, args=(address, begin, theirs, hasty))
    process.start()
    theirs.close()
    ours.poll(60)
    time.sleep(after_s)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    text = b""
    while piece := os.read(ours.fileno(), 2**16):
        text += piece
    ours.close()
    return [text[i : i + ID].decode() for i in range(0, len(text), ID)]


def lost(context: Any, folder: Path, kills: int, hasty: bool) -> tuple[int, int, str]:
    """Number of acknowledged and of lost experiments, and SQLite's integrity check."""
    path = folder / f"hasty-{hasty}.sqlite"
    dice, acknowledged = random.Random(9), set()
    for kill in range(kills):
        acknowledged |= set(killed(context, f"sqlite:///{path}", kill * 10**6, dice.uniform(0, 0.15), hasty))
    with sqlite3.connect(path) as connection:
        (check,) = connection.execute("PRAGMA integrity_check").fetchone()
        kept = {id_ for (id_,) in connection.execute("SELECT id FROM experiments")}
    return len(acknowledged), len(acknowledged - kept), check


async def guessed(store: Store) -> int:
    """How many of ``count`` random ids exist."""
    dice, hits = random.Random(), 0
    for _ in range(GUESSES):
        hits += await store.load(dice.randbytes(16).hex()) is not None
    return hits


def mutated(document: str, dice: random.Random) -> str:
    """A corrupted row."""
    text = list(document)
    for _ in range(dice.randint(1, 5)):
        place = dice.randrange(len(text))
        choice = dice.random()
        if choice < 0.4:
            text[place] = chr(dice.randrange(1, 0x250))
        elif choice < 0.6:
            del text[place : place + dice.randrange(1, 30)]
        else:
            text.insert(
                place, dice.choice(['"', "{", "[", "null", "1e999", "NaN", "-", "\\u0000", "9" * 400])
            )
        text = text or ["x"]
    return "".join(text)


async def vandalized(folder: Path) -> dict[int, int]:
    """Responses for the ids of corrupted rows, by status."""
    import httpx2

    path = folder / "rows.sqlite"
    app = create_app(Settings(store=f"sqlite:///{path}"))
    dice, statuses = random.Random(4), {}
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://lab") as client:
        saved = (await client.post("/api/v1/experiments", json=race(0, 10))).json()
        document = canonical(Experiment.model_validate_json(json.dumps(saved["experiment"])))
        with sqlite3.connect(path, isolation_level=None) as connection:
            for number in range(ROWS):
                row = (mutated(document, dice), "0" if number % 2 else "1")
                connection.execute("UPDATE experiments SET document = ?, engine = ?", row)
                answer = await client.get(f"/api/v1/experiments/{saved['id']}")
                statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    await app.state.services.store.close()
    return statuses


async def rows_and_guesses(folder: Path) -> tuple[int, dict[int, int]]:
    """Both in one event loop."""
    store = Store(f"sqlite:///{folder / 'guesses.sqlite'}", 10**6, 2**30, 30)
    for seed in range(100):
        await store.save(given(seed))
    hits = await guessed(store)
    await store.close()
    return hits, await vandalized(folder)


def measure() -> list[Figure]:
    """Kills, then guessed ids, then corrupted rows."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["app.store.store", "engine.spec.defaults", "benchmarks.reliability.saves"]
    )
    with pythonpath_for_children():
        forkserver.ensure_running()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        acknowledged, gone, check = lost(context, folder, KILLS, hasty=False)
        _, gone_hasty, _ = lost(context, folder, min(20, KILLS), hasty=True)
        hits, statuses = asyncio.run(rows_and_guesses(folder))
    errors = sum(count for status, count in statuses.items() if status >= 500)
    return [
        Figure(
            "kill -9 while saving: acknowledged and lost",
            gone,
            "",
            0,
            detail=f"{KILLS} kills, {acknowledged:,} saved",
        ),
        Figure("kill -9 while saving: PRAGMA integrity_check is ok", int(check == "ok"), "", 1, "higher"),
        Figure("control: lost where the answer comes before the commit", gone_hasty, "", 1, "higher"),
        Figure("guessed ids that are somebody's", hits, f"of {GUESSES:,}", 0),
        Figure(
            "rows that vandals changed: answers of 500 and more",
            errors,
            f"of {ROWS:,}",
            0,
            detail=str(statuses),
        ),
    ]
