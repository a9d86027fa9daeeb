"""Worker entry point ``advance``: computes points of a run, from text and bytes to arrays.

The result depends on the arguments alone. Cached races only make it fast: when a worker dies, its call is
repeated in another process and returns the same bytes.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import final

import numpy as np

from ..landscape.build import build_race
from ..run.checkpoints import CheckpointStore
from ..run.race import Race
from ..run.trajectory import COLUMNS, Chunk, joined
from ..spec.experiment import Experiment
from ..spec.keys import keys_of

POINTS_PER_CHUNK = 64
"""Points computed between two looks at the clock."""

CHECKPOINT_EVERY = 500
"""Points between two checkpoints of a cached race."""

MAX_CHECKPOINTS = 12
MAX_CHECKPOINT_BYTES = 32_000_000
"""Limits on the checkpoints of one cached race; large networks reach the second one first."""

MAX_RACES = 256
MAX_BYTES = 256_000_000
"""Limits on the cached races of one worker; the one used last stays, whatever its size."""


@final
@dataclass(frozen=True)
class RunRef:
    """Run reference: everything that a worker needs to reproduce a run.

    Attributes:
        experiment: the completed experiment as JSON.
        checkpoint: a step and the bytes of ``Race.checkpoint`` there, to start from if no cached race is
            nearer; None starts at point 0. It must come from this experiment, or from one that differs
            only in edits at or after that step.
    """

    experiment: str
    checkpoint: tuple[int, bytes] | None = None


def advance(
    ref: RunRef, start: int, n: int, budget_seconds: float | None = None, want_checkpoint: bool = False
) -> Chunk:
    """Compute points ``start`` to ``start + n - 1`` of a run.

    There are fewer if all racers end, or if one waits for an answer: an edit at the last point brings it, and
    the points from that one on are computed again. With a budget it stops early and returns fewer points, or
    none if the budget was spent on reaching ``start``; call it again to continue. The checkpoint, if wanted,
    is that of the point after the last one computed, so another worker can continue from it.
    """
    experiment = _parsed(ref.experiment)
    deadline = time.monotonic() + budget_seconds if budget_seconds is not None else None
    cached = _cached_race(experiment)
    cached.seek(experiment, start, ref.checkpoint)
    cached.advance(start - cached.race.step, deadline)
    chunks = [] if cached.race.step < start else cached.advance(n, deadline)
    chunk = joined(chunks) if chunks else _empty(start, cached.race)
    if want_checkpoint:
        chunk.checkpoint = (cached.race.step, cached.race.checkpoint())
    return chunk


def clear_cache() -> None:
    """Drop all cached races. Later calls return the same bytes, only more slowly."""
    _RACES.clear()


def _checkpoint_store() -> CheckpointStore:
    return CheckpointStore(MAX_CHECKPOINT_BYTES, MAX_CHECKPOINTS, one_per_step=True)


@final
@dataclass
class CachedRace:
    """Cached race: a race at some point, with its checkpoints."""

    race: Race
    checkpoints: CheckpointStore = field(default_factory=_checkpoint_store)

    @property
    def nbytes(self) -> int:
        """Estimated bytes: a fixed part, checkpoints, and each racer's weights and two moments in float64."""
        problem = self.race.problem
        weights = 24 * problem.dim * len(self.race.racers)
        return problem.race_bytes + weights + self.checkpoints.nbytes

    def seek(self, experiment: Experiment, start: int, passed: tuple[int, bytes] | None) -> None:
        """Move the race to the last point up to ``start`` that needs no computation, and set new edits.

        Args:
            experiment: with the edits that are to hold from now on.
            start: the point to reach.
            passed: the checkpoint that came with the call.
        """
        own = self.checkpoints.nearest(experiment, start)
        candidates = (own, passed if passed is not None and passed[0] <= start else None)
        nearest = max((one for one in candidates if one is not None), key=itemgetter(0), default=None)
        here = self.race.step
        valid = here <= start and self.race.follows(experiment)
        if valid and (nearest is None or here >= nearest[0]):
            self.race.set_edits(experiment)
        elif nearest is not None:
            self.race = Race.restore(experiment, nearest[1], self.race.problem)
        else:
            self.race = Race(experiment, self.race.problem)
        if self.race.waiting is not None:
            # Leave its point if the answer has come. What that shows belongs to the point, which lies before.
            self.race.advance(0)

    def advance(self, points: int, deadline: float | None) -> list[Chunk]:
        """Compute further points, store checkpoints on the way, and return the points in order.

        Args:
            points: how many, at most; fewer if all racers end.
            deadline: time of ``time.monotonic`` after which no further chunk is begun; the first one is
                computed in any case.
        """
        chunks: list[Chunk] = []
        remaining = points
        while remaining > 0 and not self.race.halted:
            if chunks and deadline is not None and time.monotonic() >= deadline:
                break
            to_checkpoint = CHECKPOINT_EVERY - self.race.step % CHECKPOINT_EVERY
            stride = min(remaining, POINTS_PER_CHUNK, to_checkpoint)
            chunks.append(self.race.advance(stride))
            remaining -= stride
            if self.race.step % CHECKPOINT_EVERY == 0 and not self.race.halted:
                self._add_checkpoint()
        return chunks

    def _add_checkpoint(self) -> None:
        experiment, step = self.race.experiment, self.race.step
        if not self.checkpoints.has(experiment, step):
            self.checkpoints.add(experiment, step, self.race.checkpoint())


_RACES: OrderedDict[str, CachedRace] = OrderedDict()


@lru_cache(maxsize=MAX_RACES)
def _parsed(text: str) -> Experiment:
    return Experiment.model_validate_json(text)


def _cached_race(experiment: Experiment) -> CachedRace:
    """Return the cached race of this experiment, or build one; it becomes the most recently used one.

    Labels and edits are ignored in the search. The least recently used races are dropped if there are more
    than ``MAX_RACES``, or if they take more than ``MAX_BYTES``.
    """
    key = keys_of(experiment).checkpoint
    race = _RACES.pop(key, None) or CachedRace(build_race(experiment))
    _RACES[key] = race
    nbytes = sum(cached.nbytes for cached in _RACES.values())
    while len(_RACES) > 1 and (len(_RACES) > MAX_RACES or nbytes > MAX_BYTES):
        nbytes -= _RACES.popitem(last=False)[1].nbytes
    return race


def _empty(start: int, race: Race) -> Chunk:
    """A chunk without points at ``start``."""
    racers = len(race.racers)
    nothing = [np.empty((len(COLUMNS), 0)) for _ in range(racers)]
    return Chunk(start, nothing, [], race.finished, marks=[[] for _ in range(racers)], waiting=race.waiting)
