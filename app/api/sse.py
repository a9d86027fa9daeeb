"""Server-Sent Events: stream a run as JSON while it is computed.

A client that was cut off goes on after the last event that it has, and one that has the last event is told
so: a browser's ``EventSource`` connects again whenever an answer ends.
"""

import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, final

import numpy as np
import orjson
from starlette.requests import Request

from engine.run.trajectory import COLUMNS, marks_at, public_columns
from engine.spec.experiment import Experiment

from ..core.problem_details import ProblemError
from ..http.marks_formats import marks_json
from ..jobs.block import Block
from ..jobs.run_job import RunJob
from ..jobs.services import Services

MAX_POINTS = 256
"""Maximum number of points in one event."""

MAX_MARKS_BYTES = 64 * 1024
"""Maximum bytes of the marks of one racer in one event, before they are JSON, unless one point has more."""


RETRY_MS = 2000
"""Time after which a browser's ``EventSource`` connects again."""

END = "end"
"""Id of the last event: whoever has it has everything."""

ID = re.compile(r"(\d{1,7})(?:\.(\d{1,5}))?")


@final
@dataclass(frozen=True)
class Position:
    """Position in a stream: what a client has.

    Attributes:
        points: number of points.
        regimes: number of regimes; None for all that belong to these points.
    """

    points: int
    regimes: int | None

    @classmethod
    def parse(cls, last_event_id: str) -> "Position":
        """The position after the event with this id; raises ``ProblemError`` 400."""
        found = ID.fullmatch(last_event_id)
        if found is None:
            raise ProblemError(400, "This Last-Event-ID is none of this stream. Ask without it.")
        points, regimes = found.groups()
        return cls(int(points), None if regimes is None else int(regimes))


async def events(
    services: Services,
    request: Request,
    experiment: Experiment,
    marks: bool = False,
    after: Position | None = None,
    former_name: bool = False,
) -> AsyncIterator[bytes]:
    """The events of a completed experiment: started, points and regime as they come, done; or failed.

    A run that waits for an answer ends with a question in place of done. With ``marks``, racers also have
    the column ``queries`` and the marks of their points.

    Args:
        services: compute the run.
        request: what is streamed for.
        experiment: the completed experiment.
        marks: see above.
        after: what the client has already; None for a client that begins.
        former_name: whether a failure is repeated as ``error``, its name in earlier versions. To a browser's
            ``EventSource``, an event of this name is a lost connection.
    """
    job = services.run_job(experiment)
    names = public_columns(experiment.plane is not None, marks)
    yield b"retry: %d\n" % RETRY_MS  # a line of the first event
    if after is None:
        about = {"id": job.id, "experiment": experiment.model_dump(mode="json"), "columns": names}
        yield _event("started", about, "0")
    try:
        async for event in _path(services, request, job, names, marks, after or Position(0, 0)):
            yield event
    except ProblemError as error:
        problem = error.body()
        yield _event("failed", problem, END)
        if former_name:
            yield _event("error", problem, END)
        return
    if job.waiting is not None:
        yield _event("question", asdict(job.waiting), END)
    else:
        yield _event("done", {"steps": experiment.steps}, END)


async def _path(
    services: Services, request: Request, job: RunJob, names: Sequence[str], marks: bool, after: Position
) -> AsyncIterator[bytes]:
    """The points and regimes after a position, each with the position behind it as its id."""
    spent = 0.0  # seconds of computation, without the time that a slow client needs to read
    step, told = after.points, after.regimes
    while True:
        begun = time.monotonic()
        async with services.computing(request, spent, streams=True):
            block = await job.read(step, MAX_POINTS)
        spent += time.monotonic() - begun
        if told is None:
            told = len(job.events(0, step))
        if block is not None:
            block = block.limited(MAX_MARKS_BYTES) if marks else block
            data = {"start": step, "racers": _racers(block, names, marks)}
            step += block.points
            yield _event("points", data, f"{step}.{told}")
        # Counted from the first one: which points an event arrives with depends on how they were computed.
        for change in job.events(0, step if block else job.experiment.steps + 2)[told:]:
            told += 1
            yield _event("regime", {"racer": change.racer, **change.told()}, f"{step}.{told}")
        if block is None:
            return


def _racers(block: Block, names: Sequence[str], marks: bool) -> list[dict[str, Any]]:
    """The columns of each racer, and the marks of its points if they are wanted."""
    racers: list[dict[str, Any]] = []
    for racer, own in zip(block.racers, block.marks, strict=True):
        steps = range(block.start, block.start + racer.shape[1])
        columns = {name: np.ascontiguousarray(racer[COLUMNS.index(name)]) for name in names}
        racers.append({**columns, "marks": marks_json(marks_at(steps, own))} if marks else columns)
    return racers


def _event(name: str, data: Any, id_: str) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (
        id_.encode(),
        name.encode(),
        orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY),
    )
