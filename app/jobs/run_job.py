"""Run job: the points of one experiment, computed in short worker calls, once for all clients."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from operator import itemgetter
from typing import final

from engine.run.checkpoints import CheckpointStore
from engine.run.trajectory import Chunk, Event, Waiting
from engine.spec.experiment import Experiment
from engine.spec.keys import keys_of
from engine.worker.advance import RunRef

from ..workers import Executor, Lane
from ..workers.calls import timed_advance
from .block import Block
from .lane_choice import lane_of
from .run_limit import RunLimit
from .shared_call import SharedCall

FIRST_POINTS = 2
"""Points of the first call. It brings no checkpoint either, so that the picture changes at once."""

BUDGETS_S = (0.004, 0.006, 0.008)
"""Time limits of the first, second and all further calls in the interactive lane, so that a slider move
never waits behind a longer call."""

BACKGROUND_BUDGET_S = 0.030
"""Time limit of a call in the background lane, where no slider of a surface waits."""

BULK_BUDGET_S = 0.100
"""Time limit of a call for REST, which needs all points and can wait."""

MIN_RACER_STEPS = 32
"""Racers times points of a call on a surface, at least; fewer would cost less than the call itself."""

CHECKPOINT_S = 0.1
"""Seconds of computing between two checkpoints of a network. On a surface checkpoints are so small that
every call but the first brings one, so that a live edit replays one call at most."""


@final
class RunJob:
    """Run job: computes further points when a client asks for them, and keeps them.

    Attributes:
        experiment: the completed experiment.
        id: its id.
        first: index of the first point that is kept.
        next: index of the first point that is not computed yet.
        finished: whether all points are computed that the experiment determines. A run that waits for a
            person's answer is finished: the answer makes another experiment.
        waiting: the question on which the run waits; None if it has not come to one.
        lane: lane of its calls for viewers.
        nbytes: bytes of all points with their marks and of the latest checkpoint.
    """

    def __init__(
        self,
        executor: Executor,
        checkpoints: CheckpointStore,
        experiment: Experiment,
        first: int,
        limit: RunLimit,
        on_points: Callable[[int], None] = lambda _: None,
    ) -> None:
        """``on_points`` is called after each worker call with the number of points, summed over racers.

        ``limit`` counts the runs under way.
        """
        keys = keys_of(experiment)
        self.experiment = experiment
        self.id = keys.id
        self.first = first
        self.next = first
        self.finished = False
        self.waiting: Waiting | None = None
        self.nbytes = 0
        self.lane = lane_of(experiment)
        self._executor = executor
        self._limit = limit
        self._on_points = on_points
        self._checkpoints = checkpoints
        self._text = keys.text
        self._affinity = keys.race, keys.landscape
        self._latest: tuple[int, bytes] | None = None
        """The latest checkpoint, kept until the end, because the store may be closed and a worker may
        evict its cached race."""
        self._blocks: list[Block] = []
        self._events: list[tuple[int, Event]] = []
        self._calls = 0
        self._seconds_per_point = 0.0  # in the last call
        self._since_checkpoint_s = 0.0
        self._replaying = False  # whether the last call did not reach ``next``
        self._call = SharedCall()

    async def read(self, start: int, max_points: int, *, bulk: bool = False) -> Block | None:
        """At most ``max_points`` points from ``start`` on, computed if necessary; None after the last.

        ``bulk`` says whether it is for REST, which needs all points and can wait.
        """
        while start >= self.next:
            if self.finished:
                return None
            await self._call.join(partial(self._compute, bulk=bulk))
        block = next(block for block in reversed(self._blocks) if block.start <= start)
        return block.part(start, max_points)

    @property
    def ahead(self) -> int:
        """Number of worker calls for others that come before the next call for this job."""
        return self._executor.ahead(self._affinity[0], self.lane)

    async def complete(self) -> Block:
        """Compute the run to its end or to a question; returns all points from ``first`` on, as one block."""
        while not self.finished:
            await self._call.join(partial(self._compute, bulk=True))
        return self._blocks[0]

    async def blocks(self) -> AsyncIterator[Block]:
        """Compute the run as ``complete`` does, and yield its points from ``first`` on as they come."""
        start = self.first
        while block := await self.read(start, self.experiment.steps + 1, bulk=True):
            yield block
            start = block.start + block.points

    def events(self, start: int, stop: int) -> list[Event]:
        """Changes of regime that arrived with points ``start`` to ``stop - 1``, in the order of arrival.

        The step of an event may be earlier: that a racer has diverged at its last point is known only when
        the next one is computed.
        """
        return [event for arrival, event in self._events if start <= arrival < stop]

    async def _compute(self, *, bulk: bool) -> None:
        """Make one worker call; ``bulk`` as of ``read``."""
        lane = Lane.BACKGROUND if bulk else self.lane
        budget_s, points = self._next_batch(lane, bulk)
        due = self.lane is Lane.INTERACTIVE or self._replaying or self._since_checkpoint_s >= CHECKPOINT_S
        want_checkpoint = self._calls > 0 and due
        begins = self._calls == 0
        with self._limit.counted(lane, begins=begins):
            chunk, seconds = await self._executor.call(
                self._affinity,
                lane,
                timed_advance,
                RunRef(self._text, self._resume_point()),
                self.next,
                points,
                budget_s,
                want_checkpoint,
                first=begins and not bulk,
            )
        self._since_checkpoint_s = 0.0 if want_checkpoint else self._since_checkpoint_s + seconds
        self._append(chunk, seconds)

    def _resume_point(self) -> tuple[int, bytes] | None:
        """The nearest checkpoint before ``next``, for a worker without a cached race."""
        candidates = (self._latest, self._checkpoints.nearest(self.experiment, self.next))
        return max((one for one in candidates if one is not None), key=itemgetter(0), default=None)

    def _next_batch(self, lane: Lane, bulk: bool) -> tuple[float, int]:
        """Seconds and points of the next call: as many points as fit, estimated from the last call."""
        remaining = self.experiment.steps + 1 - self.next
        budget_s = BUDGETS_S[min(self._calls, len(BUDGETS_S) - 1)]
        if lane is Lane.BACKGROUND:
            budget_s = BULK_BUDGET_S if bulk else BACKGROUND_BUDGET_S
        points = FIRST_POINTS
        if self._seconds_per_point:
            least = 1 if self.lane is Lane.BACKGROUND else MIN_RACER_STEPS // len(self.experiment.racers)
            points = max(1, least, round(budget_s / self._seconds_per_point))
        return budget_s, min(remaining, points)

    def _append(self, chunk: Chunk, seconds: float) -> None:
        block = Block.of_chunk(chunk)
        self._calls += 1
        self._seconds_per_point = seconds / max(1, block.points)
        self._replaying = block.points == 0
        if chunk.checkpoint is not None:
            self._checkpoints.add(self.experiment, *chunk.checkpoint)
            self._replace_latest(chunk.checkpoint)
        self._blocks.append(block)
        arrivals = [(max(event.step, chunk.start), event) for event in chunk.events]
        self._events.extend(sorted(arrivals, key=itemgetter(0)))
        self.nbytes += block.nbytes
        self.next += block.points
        self.waiting = chunk.waiting
        ended = chunk.finished or self.next > self.experiment.steps
        self.finished = ended or self.waiting is not None
        self._on_points(block.points * len(block.racers))
        if self.finished:
            self._blocks = [Block.join(self._blocks)]
            self._replace_latest(None)

    def _replace_latest(self, checkpoint: tuple[int, bytes] | None) -> None:
        """Keep only the newest checkpoint, so that every replay starts from it."""
        for one, sign in ((self._latest, -1), (checkpoint, 1)):
            self.nbytes += sign * len(one[1]) if one is not None else 0
        self._latest = checkpoint
