"""Run stream: sends the points of one run, at most a window ahead of the viewer."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import final

from engine.run.trajectory import COLUMNS

from ..jobs.block import Block
from ..jobs.run_job import RunJob
from .frames import COUNTS_BYTES, HEADER, marks_frame, trajectory_frame
from .sender import Sender

MAX_POINTS, MAX_BYTES = 512, 64 * 1024
"""Limits of one frame, because one frame waits in memory for each viewer who does not read."""

MAX_MARKS_BYTES = MAX_BYTES - HEADER.size - COUNTS_BYTES * MAX_POINTS
"""Limit of the numbers of one frame of marks, unless a single point has more."""

QUEUE_NOTICE_S = 0.5
"""Time without points after which the viewer gets the number of calls before its own."""

NEVER = sys.maxsize
"""Greater than any step."""


@final
class RunStream:
    """Run stream: sends a run's points from ``start`` on; waits when it is a window ahead of the viewer."""

    def __init__(
        self,
        sender: Sender,
        run: int,
        job: RunJob,
        start: int,
        window: int,
        on_first_frame: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_first_frame`` is called once, when the run's first frame is sent."""
        self.run = run
        self.job = job
        self._sender = sender
        self._first = self._position = start
        self._window = window
        self._acknowledged = start - 1
        self._moved = asyncio.Event()
        self._on_first_frame = on_first_frame

    def acknowledge(self, step: int) -> None:
        """Note that the viewer has received all points up to ``step``."""
        self._acknowledged = max(self._acknowledged, min(step, self._position - 1))
        self._moved.set()

    async def send(self) -> None:
        """Send the run from its start point on: ``started``, points, marks and regimes, then ``done`` or the
        question on which it waits.

        Waits while it is a window ahead of the viewer. May be cancelled at any time.

        Raises:
            ClientGoneError: the client has left, or has not read for too long.
            WorkerError, InvalidSpec: the points cannot be computed.
        """
        await self._sender.send_json(self._started())
        while block := await self._read(await self._room()):
            stop = block.start + block.points
            for frame in self._frames(block):
                await self._sender.send_bytes(frame)
            if block.start == self._first:
                self._on_first_frame()
            await self._tell(block.start, stop)
            self._position = stop
        await self._tell(self._position, NEVER)
        await self._sender.send_json(self._ended())

    async def _read(self, max_points: int) -> Block | None:
        """The next points, at most ``max_points``, as many as have room in frames with their marks."""
        block = await self._next_points(max_points)
        return None if block is None else block.limited(MAX_MARKS_BYTES)

    def _frames(self, block: Block) -> Iterator[bytes]:
        """The frame of the points, then one for each racer that has marks at some of them."""
        yield trajectory_frame(self.run, block.start, block.racers)
        for number, (columns, marks) in enumerate(zip(block.racers, block.marks, strict=True)):
            if marks:
                yield marks_frame(self.run, number, block.start, columns.shape[1], marks)

    async def _next_points(self, max_points: int) -> Block | None:
        """The next points, at most ``max_points``; sends how many calls come first while it waits.

        None after the last point.
        """
        if self._position < self.job.next:
            return await self.job.read(self._position, max_points)
        reading = asyncio.ensure_future(self.job.read(self._position, max_points))
        try:
            while not (await asyncio.wait({reading}, timeout=QUEUE_NOTICE_S))[0]:
                if ahead := self.job.ahead:
                    await self._sender.send_json({"type": "queue", "run": self.run, "ahead": ahead})
            return reading.result()
        finally:
            reading.cancel()

    async def _tell(self, start: int, stop: int) -> None:
        for event in self.job.events(start, stop):
            await self._sender.send_json({"type": "regime", "run": self.run, **asdict(event)})

    async def _room(self) -> int:
        """How many points may be sent now; waits until it is at least one."""
        while self._position - 1 - self._acknowledged >= self._window:
            self._moved.clear()
            await self._moved.wait()
        point = 8 * len(COLUMNS) * len(self.job.experiment.racers)
        max_points = max(1, min(MAX_POINTS, MAX_BYTES // point))
        return min(max_points, self._window - (self._position - 1 - self._acknowledged))

    def _started(self) -> dict[str, object]:
        experiment = self.job.experiment
        return {
            "type": "started",
            "run": self.run,
            "id": self.job.id,
            "experiment": experiment.model_dump(mode="json"),
            "columns": COLUMNS,
            "racers": len(experiment.racers),
            "steps": experiment.steps,
        }

    def _ended(self) -> dict[str, object]:
        """The last message: a question if the run waits for an answer, else done."""
        if self.job.waiting is not None:
            return {"type": "question", "run": self.run, **asdict(self.job.waiting)}
        return {"type": "done", "run": self.run, "steps": self._position - 1}
