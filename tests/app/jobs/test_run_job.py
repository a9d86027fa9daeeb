"""Run job: it ends even if workers and checkpoint store keep nothing, and where a run waits for an answer."""

import asyncio

import numpy as np
import pytest
from synthetic_marks import QUESTION, MarkingWorkers, bits, step_marks
from talk import experiment, racer

from app.core.settings import Settings
from app.jobs.run_job import RunJob
from app.jobs.run_limit import RunLimit
from app.jobs.services import Services
from engine.landscape.build import build_race
from engine.run.checkpoints import CheckpointStore
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

NETWORK = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [8]}},
    "dataset": {"name": "moons"},
    "batch_size": 16,
}


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
    workers, closed = MarkingWorkers(), CheckpointStore()
    closed.close()
    path = read_from(RunJob(workers, closed, completed, start, RunLimit(Settings())), start)
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
    services = Services(Settings(store=""), MarkingWorkers())
    one = racer("sgd", lr=2e-4, momentum=0.9)
    one["schedule"] = {"name": "cosine"}
    short, long = (complete(Experiment.model_validate(experiment(one, steps=steps))) for steps in (50, 200))
    assert read_from(services.run_job(short), 0).shape[1] == 51
    path = read_from(services.run_job(long, start), start)
    np.testing.assert_array_equal(path, build_race(long).advance(201).racers[0][:, start:])


RACE = experiment(racer("sgd", lr=2e-4), racer("adam", lr=0.02), steps=300)


def job_of(workers, start=0):
    return RunJob(
        workers, CheckpointStore(), complete(Experiment.model_validate(RACE)), start, RunLimit(Settings())
    )


@pytest.mark.parametrize("waits_at", [0, 1, 2, 77, 299])
def test_waiting_run_ends_at_its_question(waits_at):
    workers = MarkingWorkers(waits_at=waits_at)
    job = job_of(workers)
    path = read_from(job, 0)
    whole = build_race(job.experiment).advance(301).racers[0]
    np.testing.assert_array_equal(path, whole[:, : waits_at + 1])
    assert (job.waiting.step, job.waiting.racer, job.waiting.question) == (waits_at, 0, QUESTION)
    calls = workers.calls
    assert asyncio.run(job.read(waits_at + 1, 512)) is None
    assert asyncio.run(job.complete()).points == waits_at + 1
    assert asyncio.run(job.read(0, 3)).points == min(3, waits_at + 1)
    assert workers.calls == calls


def test_complete_ends_at_a_question():
    job = job_of(MarkingWorkers(waits_at=40))
    whole = asyncio.run(asyncio.wait_for(job.complete(), 60))
    assert whole.points == 41
    assert job.waiting is not None


def test_reader_far_beyond_the_question_gets_nothing():
    workers = MarkingWorkers(waits_at=40)
    job = job_of(workers, 200)
    assert asyncio.run(asyncio.wait_for(job.read(200, 512), 60)) is None
    assert job.waiting.step == 40
    assert workers.calls == 1


def test_run_that_does_not_wait_has_no_question():
    job = job_of(MarkingWorkers())
    assert read_from(job, 0).shape[1] == 301
    assert job.waiting is None


def test_marks_stay_with_their_points():
    """Whatever the calls that brought them, and read in parts or as a whole."""
    workers = MarkingWorkers(lambda racer, step: step_marks(step) if racer == 1 and step % 7 == 2 else None)
    expected = [bits(step_marks(step)) for step in range(2, 301, 7)]
    job = job_of(workers)

    async def read():
        found, position = [], 0
        while block := await job.read(position, 50):
            assert all(position <= mark.step < position + block.points for mark in block.marks[1])
            found += block.marks[1]
            position += block.points
        return found, await job.complete()

    found, whole = asyncio.run(asyncio.wait_for(read(), 60))
    assert workers.calls > 1
    assert [*map(bits, found)] == [*map(bits, whole.marks[1])] == expected
    assert not whole.marks[0]
    numbers = (3 * 3 + 4 + 5) * 8 * len(expected)
    assert job.nbytes >= sum(racer.nbytes for racer in whole.racers) + numbers
