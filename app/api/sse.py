"""Server-Sent Events: stream a run as JSON while it is computed."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson

from engine.run.trajectory import COLUMNS, Event, marks_at, public_columns
from engine.spec.experiment import Experiment

from ..core.problem_details import ProblemError
from ..http.marks_formats import marks_json
from ..jobs.block import Block
from ..jobs.services import Services

MAX_POINTS = 256
"""Maximum number of points in one event."""

MAX_MARKS_BYTES = 64 * 1024
"""Maximum bytes of the marks of one racer in one event, before they are JSON, unless one point has more."""


async def events(services: Services, experiment: Experiment, marks: bool = False) -> AsyncIterator[bytes]:
    """The events of a completed experiment: started, points and regime as they come, done; or error.

    A run that waits for an answer ends with a question in place of done. With ``marks``, racers also have
    the column ``queries`` and the marks of their points.
    """
    job = services.run_job(experiment)
    names = public_columns(experiment.plane is not None, marks)
    yield _event(
        "started",
        {"id": job.id, "experiment": experiment.model_dump(mode="json"), "columns": names},
    )
    step = 0
    try:
        spent = 0.0  # seconds of computation, without the time that a slow client needs to read
        while True:
            begun = time.monotonic()
            async with services.computing(None, spent):
                block = await job.read(step, MAX_POINTS)
            spent += time.monotonic() - begun
            if block is None:
                break
            block = block.limited(MAX_MARKS_BYTES) if marks else block
            yield _event("points", {"start": step, "racers": _racers(block, names, marks)})
            end = step + block.points
            for event in _regime_events(job.events(step, end)):
                yield event
            step = end
        for event in _regime_events(job.events(step, experiment.steps + 2)):
            yield event
    except ProblemError as error:
        yield _event("error", orjson.loads(bytes(error.response().body)))
        return
    if job.waiting is not None:
        yield _event("question", asdict(job.waiting))
    else:
        yield _event("done", {"steps": experiment.steps})


def _racers(block: Block, names: Sequence[str], marks: bool) -> list[dict[str, Any]]:
    """The columns of each racer, and the marks of its points if they are wanted."""
    racers: list[dict[str, Any]] = []
    for racer, own in zip(block.racers, block.marks, strict=True):
        steps = range(block.start, block.start + racer.shape[1])
        columns = {name: np.ascontiguousarray(racer[COLUMNS.index(name)]) for name in names}
        racers.append({**columns, "marks": marks_json(marks_at(steps, own))} if marks else columns)
    return racers


def _regime_events(changes: Sequence[Event]) -> list[bytes]:
    return [_event("regime", {"racer": change.racer, **change.told()}) for change in changes]


def _event(name: str, data: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (
        name.encode(),
        orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY),
    )
