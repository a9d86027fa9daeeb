"""The functions that worker processes run: idempotent, importable, and without tensors in or out.

``advance`` answers from its arguments alone. The live races kept here only make the answer quick: a
worker that has died is replaced, its call is made again, and the bytes are the same.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import final

import numpy as np

from ..landscape.build import build_race
from ..problems.analytic import AnalyticProblem
from ..run.race import Race
from ..run.trajectory import COLUMNS, Chunk
from ..spec.experiment import Edit, Experiment, canonical

POINTS_PER_CHUNK = 64
"""Points between two looks at the clock."""

CHECKPOINT_EVERY = 500
"""Points between two checkpoints of the ladder, so that a rewind does not replay from 0."""

MAX_CHECKPOINTS = 12
MAX_CHECKPOINT_BYTES = 32_000_000
"""Bytes of checkpoints that one run keeps at most; networks of many weights keep fewer rungs."""

MAX_RACES = 256
"""Runs of one worker at most: as many as may take turns there."""

MAX_BYTES = 256_000_000
"""Bytes of all runs of one worker, of their own reckoning; the latest is kept however heavy it is."""

SURFACE_BYTES = 100_000
NETWORK_BYTES = 4_000_000
"""About what a race holds besides weights and checkpoints: graph, optimizers, module, data."""


@final
@dataclass(frozen=True)
class RunRef:
    """Everything that reproduces a run.

    Attributes:
        experiment: the completed experiment as JSON.
        checkpoint: a step and the bytes of ``Race.checkpoint`` there, to start from where no race is
            alive; None starts at point 0. It must come from this experiment, or from one that differs
            only in edits at or after that step.
    """

    experiment: str
    checkpoint: tuple[int, bytes] | None = None


def advance(
    ref: RunRef, start: int, n: int, budget_seconds: float | None = None, want_checkpoint: bool = False
) -> Chunk:
    """Points ``start`` to ``start + n - 1`` of a run.

    With a budget it stops early and returns fewer points, or none where the way to ``start`` took it
    all; ask again to go on. The checkpoint, if wanted, is of the point after the last one computed, so
    passing it on lets another worker continue.
    """
    experiment = _parsed(ref.experiment)
    deadline = time.monotonic() + budget_seconds if budget_seconds is not None else None
    cached = _cached_race(experiment)
    cached.seek(experiment, start, ref.checkpoint)
    cached.advance(start - cached.race.step, deadline)
    if cached.race.step < start and not cached.race.finished:
        chunk = _empty(start, len(experiment.racers))
    else:
        chunk = _joined(start, cached.advance(n, deadline), cached.race)
    if want_checkpoint:
        chunk.checkpoint = (cached.race.step, cached.race.checkpoint())
    return chunk


def clear_cache() -> None:
    """Drop every live race: the next call starts from its arguments. Answers do not change."""
    _RACES.clear()


@final
@dataclass
class Checkpoint:
    """A checkpoint and the edits that led to it."""

    step: int
    edits: list[Edit]
    data: bytes


@final
@dataclass
class CachedRace:
    """A live race and its ladder of checkpoints."""

    race: Race
    checkpoints: list[Checkpoint] = field(default_factory=list)

    @property
    def nbytes(self) -> int:
        """About how many bytes it holds: its rungs, and each ball's weights with two moments in float64."""
        problem = self.race.problem
        fixed = SURFACE_BYTES if isinstance(problem, AnalyticProblem) else NETWORK_BYTES
        balls = 24 * problem.dim * len(self.race.racers)
        return fixed + balls + sum(len(checkpoint.data) for checkpoint in self.checkpoints)

    def seek(self, experiment: Experiment, start: int, given: tuple[int, bytes] | None) -> None:
        """Stand as close before ``start`` as anything at hand allows, under the edits of ``experiment``."""
        fitting = [
            checkpoint
            for checkpoint in self.checkpoints
            if checkpoint.step <= start and edits_before(experiment, checkpoint.step) == checkpoint.edits
        ]
        best = max(fitting, key=lambda checkpoint: checkpoint.step, default=None)
        if given is not None and given[0] <= start and (best is None or given[0] > best.step):
            best = Checkpoint(given[0], edits_before(experiment, given[0]), given[1])
        here = self.race.step
        alive = here <= start and edits_before(experiment, here) == edits_before(self.race.experiment, here)
        if alive and (best is None or here >= best.step):
            self.race.set_edits(experiment)
        elif best is not None:
            self.race = Race.restore(experiment, best.data, self.race.problem)
        else:
            self.race = Race(experiment, self.race.problem)

    def advance(self, points: int, deadline: float | None) -> list[Chunk]:
        """Advance by ``points`` at most, laying rungs on the way."""
        chunks: list[Chunk] = []
        left = points
        while left > 0 and not self.race.finished:
            if chunks and deadline is not None and time.monotonic() >= deadline:
                break
            step = self.race.step
            stride = min(left, POINTS_PER_CHUNK, CHECKPOINT_EVERY - step % CHECKPOINT_EVERY)
            chunks.append(self.race.advance(stride))
            left -= stride
            if self.race.step % CHECKPOINT_EVERY == 0 and not self.race.finished:
                self._add_checkpoint()
        return chunks

    def _add_checkpoint(self) -> None:
        step = self.race.step
        edits = edits_before(self.race.experiment, step)
        if any(checkpoint.step == step and checkpoint.edits == edits for checkpoint in self.checkpoints):
            return
        self.checkpoints = [checkpoint for checkpoint in self.checkpoints if checkpoint.step != step]
        self.checkpoints.append(Checkpoint(step, edits, self.race.checkpoint()))
        self.checkpoints.sort(key=lambda checkpoint: checkpoint.step)
        room = min(MAX_CHECKPOINTS, max(1, MAX_CHECKPOINT_BYTES // len(self.checkpoints[-1].data)))
        if len(self.checkpoints) > room:
            del self.checkpoints[len(self.checkpoints) % 2 :: 2]  # every other one: the ladder stays even


_RACES: OrderedDict[str, CachedRace] = OrderedDict()


@lru_cache(maxsize=64)
def _parsed(text: str) -> Experiment:
    return Experiment.model_validate_json(text)


def _cached_race(experiment: Experiment) -> CachedRace:
    """The run of this experiment, whatever its edits; the least recently used ones make room."""
    key = canonical(experiment.model_copy(update={"edits": []}))
    race = _RACES.pop(key, None) or CachedRace(build_race(experiment))
    _RACES[key] = race
    nbytes = sum(kept.nbytes for kept in _RACES.values())
    while len(_RACES) > 1 and (len(_RACES) > MAX_RACES or nbytes > MAX_BYTES):
        nbytes -= _RACES.popitem(last=False)[1].nbytes
    return race


def edits_before(experiment: Experiment, step: int) -> list[Edit]:
    """The edits that a race standing at point ``step`` has behind it."""
    return [edit for edit in experiment.edits if edit.step < step]


def _empty(start: int, racers: int) -> Chunk:
    return Chunk(start, [np.empty((len(COLUMNS), 0)) for _ in range(racers)], [], False)


def _joined(start: int, chunks: list[Chunk], race: Race) -> Chunk:
    """The chunks of one stretch as one."""
    if not chunks:
        chunk = _empty(start, len(race.racers))
        chunk.finished = race.finished
        return chunk
    racers = [np.concatenate(parts, axis=1) for parts in zip(*[c.racers for c in chunks], strict=True)]
    events = [event for chunk in chunks for event in chunk.events]
    return Chunk(start, racers, events, race.finished)
