"""Offline file size: what does not fit is refused while it is computed, and what fits never is."""

import asyncio
import itertools
import random
import threading

import httpx2
import pytest
from in_process_executor import InProcessExecutor
from starlette.testclient import TestClient
from talk import experiment, racer

from app.core.settings import Settings
from app.jobs.services import Services
from app.main import create_app
from app.web.offline import MIN_COLUMNS, _deflated, recorded
from app.web.offline_size import PointsMeter
from app.ws.frames import trajectory_frame
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

OPTIMIZERS = ["sgd", "adam", "rmsprop", "adagrad", "rprop", "adadelta", "nadam", "lbfgs"]
SURFACES = ["bowl", "rosenbrock", "himmelblau", "ackley", "beale", "rastrigin"]

LAG = 20_000
"""Bytes of one racer that the compressor may hold back."""


def computed(seed):
    """The blocks of a random race as they come, and the whole of it."""
    chosen = random.Random(seed)
    surface = {"kind": "surface", "surface": {"name": chosen.choice(SURFACES)}}
    racers = [racer(chosen.choice(OPTIMIZERS)) for _ in range(chosen.choice([1, 2, 4]))]
    given = Experiment.model_validate(experiment(*racers, steps=3_000, problem=surface))

    async def run():
        job = Services(Settings(store="", cache_mb=1), InProcessExecutor()).run_job(complete(given))
        return [block.racers async for block in job.blocks()], (await job.complete()).racers

    return asyncio.run(run())


@pytest.mark.parametrize("seed", range(12))
def test_what_fits_is_never_refused(seed):
    """Of 12 random races; the size that counts is that of the points as the file has them."""
    blocks, whole = computed(seed)
    size = len(_deflated(trajectory_frame(0, 0, [columns[:MIN_COLUMNS] for columns in whole])))
    meters = {room: PointsMeter(room, MIN_COLUMNS) for room in (size, 2 * size, size // 2, size // 5)}
    for racers, meter in itertools.product(blocks, meters.values()):
        meter.add(racers)
    assert meters[size].steps_that_fit is meters[2 * size].steps_that_fit is None
    if size > LAG * len(whole):
        assert 1 <= meters[size // 5].steps_that_fit < meters[size // 2].steps_that_fit <= 3_001


def test_blocks_are_the_whole_run():
    blocks, whole = computed(1)
    assert len(blocks) > 1
    for number, columns in enumerate(whole):
        assert b"".join(block[number].T.tobytes() for block in blocks) == columns.T.tobytes()


def test_overhead_is_found_beside_the_event_loop(monkeypatch):
    """It takes 30 ms, in which nobody else would be answered."""
    threads = []

    def overhead(assets, experiment):  # noqa: ARG001
        threads.append(threading.get_ident())
        return 0

    monkeypatch.setattr("app.web.offline._overhead", overhead)
    services = Services(Settings(store="", cache_mb=1), InProcessExecutor())

    async def run():
        await recorded(services, complete(Experiment.model_validate(experiment(steps=5))))
        return threading.get_ident()

    loop = asyncio.run(run())
    assert len(threads) == 1
    assert loop not in threads


def test_file_that_cannot_fit_costs_little():
    """Sixteen racers of 20,000 steps: their points have ten times as many bytes as fit."""
    racers = [racer("adam", lr=0.01 + k / 1000) for k in range(16)]
    app = create_app(Settings(store=""), InProcessExecutor())
    with TestClient(app) as client:
        answer: httpx2.Response = client.post("/api/v1/exports/html", json=experiment(*racers, steps=20_000))
        assert answer.status_code == 413
        assert "the most there may be. Take fewer steps, about " in answer.json()["detail"]
        assert app.state.services.counters.points < 16 * 20_000 / 3
        fitting = int(answer.json()["detail"].split("about ")[1].split(" fit")[0].replace(",", ""))
        fits = client.post("/api/v1/exports/html", json=experiment(*racers, steps=int(0.8 * fitting)))
        assert (fits.status_code, len(fits.content) > 1_500_000) == (200, True)
