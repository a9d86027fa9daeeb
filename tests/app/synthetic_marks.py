"""Synthetic marks: the engine's points with marks made by hand, and a run that waits for an answer."""

import asyncio
import json
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from app.core.counters import Counters
from app.core.settings import Settings
from app.jobs.run_job import RunJob
from app.jobs.run_limit import RunLimit
from app.ws.run_stream import RunStream
from app.ws.sender import Sender
from engine.run.checkpoints import CheckpointStore
from engine.run.trajectory import StepMarks, Waiting
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.advance import clear_cache

QUESTION = {"text": "Which of the two is better?", "pair": 3}


MARK_COUNTS = st.lists(
    st.none() | st.tuples(st.integers(0, 6), st.integers(0, 3), st.booleans()), min_size=1, max_size=12
)
"""For consecutive points places, arrows and whether there is an ellipse; None for a point without marks."""


def step_marks(step, points=3, arrows=1, ellipse=True):
    """Marks of one point: numbers that depend on the step alone."""
    rng = np.random.default_rng(step)
    return StepMarks(
        step,
        rng.standard_normal((points, 2)),
        rng.standard_normal(points),
        rng.standard_normal((arrows, 4)),
        rng.standard_normal(5) if ellipse else None,
    )


def random_marks(seed, start, counts):
    """Marks with these counts at consecutive points, of random bits: also NaN, infinite and subnormal."""
    rng = np.random.default_rng(seed)

    def numbers(*shape):
        return rng.integers(0, 2**64, shape, dtype=np.uint64).view(np.float64)

    return [
        StepMarks(
            step,
            numbers(count[0], 2),
            numbers(count[0]),
            numbers(count[1], 4),
            numbers(5) if count[2] else None,
        )
        for step, count in enumerate(counts, start)
        if count is not None
    ]


def bits(marks):
    """The step of marks, and their numbers bit for bit."""
    ellipse = None if marks.ellipse is None else marks.ellipse.tobytes()
    return marks.step, marks.points.tobytes(), marks.values.tobytes(), marks.arrows.tobytes(), ellipse


class MarkingWorkers:
    """Workers in this process whose chunks have marks, and whose race waits at one point.

    Args:
        marks_at: called with racer and step of each point; returns its marks, or None.
        waits_at: the point at which racer 0 waits; None if it does not.

    Attributes:
        calls: number of calls.
    """

    def __init__(self, marks_at=lambda *_: None, waits_at=None):
        self.calls = 0
        self._marks_at = marks_at
        self._waits_at = waits_at

    def ahead(self, _key, _lane):
        return 0

    async def call(self, _keys, _lane, function, *args, first=False):  # noqa: ARG002
        await asyncio.sleep(0)
        self.calls += 1
        clear_cache()
        chunk, seconds = function(*args)
        if self._waits_at is not None and chunk.end > self._waits_at:
            left = max(0, self._waits_at + 1 - chunk.start)
            racers = [racer[:, :left] for racer in chunk.racers]
            question = Waiting(self._waits_at, 0, QUESTION)
            chunk = replace(chunk, racers=racers, finished=False, waiting=question)
        marks = [
            [
                found
                for step in range(chunk.start, chunk.start + racer.shape[1])
                if (found := self._marks_at(index, step)) is not None
            ]
            for index, racer in enumerate(chunk.racers)
        ]
        return replace(chunk, marks=marks), seconds


class Wire:
    """Socket that records messages: texts as dictionaries, frames as bytes."""

    def __init__(self):
        self.sent = []

    async def send(self, message):
        self.sent.append(json.loads(message["text"]) if "text" in message else message["bytes"])

    @property
    def messages(self):
        return [message for message in self.sent if isinstance(message, dict)]

    @property
    def frames(self):
        return [message for message in self.sent if isinstance(message, bytes)]


def streamed(spec, workers, start=0):
    """All that a stream sends of run 1, from point ``start`` on."""
    wire = Wire()
    job = RunJob(
        workers,
        CheckpointStore(),
        complete(Experiment.model_validate(spec)),
        start,
        RunLimit(Settings()),
    )
    stream = RunStream(Sender(wire, 5, Counters()), 1, job, start, 10**6)
    asyncio.run(asyncio.wait_for(stream.send(), 60))
    return wire
