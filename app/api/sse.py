"""Server-Sent Events: stream a run as JSON while it is computed."""

import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import numpy as np
import orjson

from engine.run.trajectory import COLUMNS, Event
from engine.spec.experiment import Experiment

from ..core.problem_details import ProblemError
from ..http.trajectory_formats import PUBLIC_COLUMNS
from ..jobs.services import Services

MAX_POINTS = 256
"""Maximum number of points in one event."""


async def events(services: Services, experiment: Experiment) -> AsyncIterator[bytes]:
    """The events of a completed experiment: started, points and regime as they come, done; or error."""
    job = services.run_job(experiment)
    names = [*PUBLIC_COLUMNS, *(["off_plane"] if experiment.plane is not None else [])]
    yield _event(
        "started",
        {"id": job.id, "experiment": experiment.model_dump(mode="json"), "columns": names},
    )
    rows = [COLUMNS.index(name) for name in names]
    step = 0
    try:
        spent = 0.0  # seconds of computation, without the time that a slow client needs to read
        while True:
            begun = time.monotonic()
            async with services.computing(spent):
                block = await job.read(step, MAX_POINTS)
            spent += time.monotonic() - begun
            if block is None:
                break
            racers = [
                {name: np.ascontiguousarray(racer[row]) for name, row in zip(names, rows, strict=True)}
                for racer in block.racers
            ]
            yield _event("points", {"start": step, "racers": racers})
            end = step + block.points
            for event in _regime_events(job.events(step, end)):
                yield event
            step = end
        for event in _regime_events(job.events(step, experiment.steps + 2)):
            yield event
    except ProblemError as error:
        yield _event("error", orjson.loads(bytes(error.response().body)))
        return
    yield _event("done", {"steps": experiment.steps})


def _regime_events(changes: Sequence[Event]) -> list[bytes]:
    return [
        _event("regime", {"racer": e.racer, "step": e.step, "name": e.name, "sentence": e.sentence})
        for e in changes
    ]


def _event(name: str, data: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (
        name.encode(),
        orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY),
    )
