"""A race as far as it has been computed: kept once, watched by any number of viewers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from engine.run.checkpoints import CheckpointStore
from engine.run.trajectory import Chunk, Event
from engine.spec.experiment import Experiment, canonical, experiment_id
from engine.worker.advance import RunRef

from ..workers import Workers
from ..workers.calls import timed_advance
from .keys import landscape_spec
from .lane_choice import is_background

FIRST_POINTS = 2
"""The first call computes so few, and no checkpoint, that the first pixel changes at once."""

BUDGETS_S = (0.004, 0.006, 0.008)
"""Of the first, second and all further calls: a slider move never waits behind a longer one."""

BACKGROUND_BUDGET_S = 0.030
"""In the background lane, where no slider of a surface waits."""

BULK_BUDGET_S = 0.100
"""For REST, which wants it all and can wait."""

LEAST_BALL_STEPS = 32
"""What a further call of a surface's race asks for at least: a call may cost more than its points."""

CHECKPOINT_S = 0.1
"""Seconds of computing between two checkpoints of a network; a surface's are so small that every call
but the first brings one, and a live edit is answered within the next."""


@final
@dataclass(frozen=True)
class Block:
    """Some points of every racer: arrays of shape (columns, points), shorter where a racer has ended."""

    start: int
    racers: Sequence[NDArray[np.float64]]

    @property
    def points(self) -> int:
        return max(int(racer.shape[1]) for racer in self.racers)

    @property
    def nbytes(self) -> int:
        return sum(racer.nbytes for racer in self.racers)

    def part(self, start: int, most: int) -> "Block":
        """At most so many of the points from ``start`` on."""
        first = start - self.start
        return Block(start, [racer[:, first : first + most] for racer in self.racers])


@final
class RunJob:
    """The points of one experiment from ``first`` on. It grows when somebody asks for more.

    Attributes:
        experiment: completed.
        id: the experiment's.
        first: index of the first point that is kept.
        next: index of the first point that is not computed yet.
        finished: whether there is nothing more to compute.
    """

    def __init__(
        self,
        workers: Workers,
        checkpoints: CheckpointStore,
        experiment: Experiment,
        first: int,
        computed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.experiment = experiment
        self.id = experiment_id(experiment)
        self.first = first
        self.next = first
        self.finished = False
        self.background = is_background(experiment)
        self.nbytes = 0
        self._workers = workers
        self._computed = computed  # told how many points a call has brought
        self._checkpoints = checkpoints
        self._canonical = canonical(experiment)
        self._keys = race_key(experiment), landscape_key(experiment)
        self._latest: tuple[int, bytes] | None = None
        """The last checkpoint, kept until the end: the ladder may be folded, and the live race forgotten."""
        self._blocks: list[Block] = []
        self._events: list[tuple[int, Event]] = []
        self._calls = 0
        self._seconds_per_point = 0.0  # seconds a point took in the last call
        self._since_checkpoint_s = 0.0
        self._replaying = False  # the last call did not get as far as what is next
        self._growing = asyncio.Lock()

    async def read(self, start: int, most: int) -> Block | None:
        """Some points from ``start`` on, computed if they are not there; None behind the last one."""
        while start >= self.next:
            if self.finished:
                return None
            await self._grow(start)
        block = next(block for block in reversed(self._blocks) if block.start <= start)
        return block.part(start, most)

    @property
    def ahead(self) -> int:
        """How many calls of others come before the one that is to bring the next points."""
        return self._workers.ahead(self._keys[0], self.background)

    async def complete(self) -> Block:
        """All points from ``first`` on."""
        while not self.finished:
            await self._grow(self.next, bulk=True)
        return self._blocks[0]

    def events(self, start: int, stop: int) -> list[Event]:
        """Changes of regime that came with points ``start`` to ``stop - 1``.

        A racer whose next point would not be finite has diverged at its last one, which may have come
        earlier than the news of it.
        """
        return [event for arrival, event in self._events if start <= arrival < stop]

    async def _grow(self, beyond: int, *, bulk: bool = False) -> None:
        """Compute some points, unless somebody else has meanwhile gone beyond ``beyond``."""
        async with self._growing:
            if self.finished or self.next > beyond:
                return
            await self._call(bulk)

    async def _call(self, bulk: bool) -> None:
        budget, points = self._next_batch(bulk)
        due = not self.background or self._replaying or self._since_checkpoint_s >= CHECKPOINT_S
        checkpoint = self._calls > 0 and due
        resume_point = self._resume_point()
        chunk, seconds = await self._workers.call(
            self._keys,
            self.background or bulk,
            timed_advance,
            RunRef(self._canonical, resume_point),
            self.next,
            points,
            budget,
            checkpoint,
        )
        self._since_checkpoint_s = 0.0 if checkpoint else self._since_checkpoint_s + seconds
        self._append(chunk, seconds)

    def _resume_point(self) -> tuple[int, bytes] | None:
        """Where a worker may start that has no live race: the nearest checkpoint before what is next."""
        known = (self._latest, self._checkpoints.nearest(self.experiment, self.next))
        return max((one for one in known if one is not None), key=lambda one: one[0], default=None)

    def _next_batch(self, bulk: bool) -> tuple[float, int]:
        """Seconds and points of the next call: as many points as fit, going by the last call."""
        left = self.experiment.steps + 1 - self.next
        budget = BUDGETS_S[min(self._calls, len(BUDGETS_S) - 1)]
        if self.background or bulk:
            budget = BULK_BUDGET_S if bulk else BACKGROUND_BUDGET_S
        points = FIRST_POINTS
        if self._seconds_per_point:
            least = 1 if self.background else LEAST_BALL_STEPS // len(self.experiment.racers)
            points = max(1, least, round(budget / self._seconds_per_point))
        return budget, min(left, points)

    def _append(self, chunk: Chunk, seconds: float) -> None:
        block = Block(chunk.start, chunk.racers)
        self._calls += 1
        self._seconds_per_point = seconds / max(1, block.points)
        self._replaying = block.points == 0
        if chunk.checkpoint is not None:
            self._checkpoints.add(self.experiment, *chunk.checkpoint)
            self._replace_latest(chunk.checkpoint)
        self._blocks.append(block)
        self._events.extend((max(event.step, chunk.start), event) for event in chunk.events)
        self.nbytes += block.nbytes
        self.next += block.points
        self.finished = chunk.finished or self.next > self.experiment.steps
        self._computed(block.points * len(block.racers))
        if self.finished:
            self._blocks = [_joined(self._blocks)]
            self._replace_latest(None)

    def _replace_latest(self, checkpoint: tuple[int, bytes] | None) -> None:
        """A checkpoint in place of the last one, so that whoever has to replay gets on each time."""
        for kept, sign in ((self._latest, -1), (checkpoint, 1)):
            self.nbytes += sign * len(kept[1]) if kept is not None else 0
        self._latest = checkpoint


def race_key(experiment: Experiment) -> str:
    """What an experiment and its edited descendants have in common: they can use the same live race."""
    return experiment_id(experiment.model_copy(update={"edits": [], "steps": 1}))


def checkpoint_key(experiment: Experiment) -> str:
    """What experiments that differ in their edits alone have in common: checkpoints of one are another's too.

    Not those of other lengths: schedules go by the number of steps, and a race that has ended is over.
    """
    return experiment_id(experiment.model_copy(update={"edits": []}))


def landscape_key(experiment: Experiment) -> str:
    """What experiments over the same landscape have in common: they need the same data and plane."""
    return experiment_id(landscape_spec(experiment))


def _joined(blocks: Sequence[Block]) -> Block:
    racers = [
        np.concatenate(parts, axis=1) for parts in zip(*(block.racers for block in blocks), strict=True)
    ]
    return Block(blocks[0].start, racers)
