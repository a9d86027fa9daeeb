"""Run job: it reaches the end even if workers keep no race and the checkpoint store keeps nothing."""

import asyncio

import numpy as np
import pytest
from talk import experiment, racer

from app.core.settings import Settings
from app.jobs.run_job import RunJob
from app.jobs.services import Services
from engine.landscape.build import build_race
from engine.run.checkpoints import CheckpointStore
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.advance import clear_cache

NETWORK = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [8]}},
    "dataset": {"name": "moons"},
    "batch_size": 16,
}


class CrowdedWorkers:
    """Workers with so many runs that each race is evicted before its next call."""

    async def call(self, _keys, _background, function, *args):
        await asyncio.sleep(0)
        clear_cache()
        return function(*args)


@pytest.mark.parametrize(
    ("spec", "start"),
    [
        (experiment(racer("sgd", lr=2e-4, momentum=0.9), racer("adam", lr=0.02), steps=4000), 0),
        (experiment(racer("sgd", lr=2e-4, momentum=0.9), steps=4000), 3500),
        ({"problem": NETWORK, "racers": [racer("adam", lr=0.01)], "steps": 600}, 0),
    ],
    ids=["a surface", "a surface from far on", "a network"],
)
def test_run_ends_although_workers_evict_its_race(spec, start):
    completed = complete(Experiment.model_validate(spec))
    workers, closed = CrowdedWorkers(), CheckpointStore()
    closed.close()
    path = read_from(RunJob(workers, closed, completed, start), start)
    whole = build_race(completed).advance(completed.steps + 1).racers[0]
    np.testing.assert_array_equal(path, whole[:, start:])


def read_from(job, start):
    """The first racer's points, as a stream reads them."""

    async def seen():
        blocks, position = [], start
        while block := await job.read(position, 512):
            blocks.append(block)
            position += block.points
        return np.concatenate([block.racers[0] for block in blocks], axis=1)

    return asyncio.run(asyncio.wait_for(seen(), 60))


@pytest.mark.parametrize("start", [0, 40, 51, 90])
def test_runs_of_other_lengths_share_no_checkpoint(start):
    """The schedule depends on the number of steps, and the longer run continues where the other ended."""
    services = Services(Settings(store="", workers=1, background_workers=1))
    services.workers = CrowdedWorkers()
    one = racer("sgd", lr=2e-4, momentum=0.9)
    one["schedule"] = {"name": "cosine"}
    short, long = (complete(Experiment.model_validate(experiment(one, steps=steps))) for steps in (50, 200))
    assert read_from(services.run_job(short), 0).shape[1] == 51
    path = read_from(services.run_job(long, start), start)
    np.testing.assert_array_equal(path, build_race(long).advance(201).racers[0][:, start:])
