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
from .scan import Scan
from .scan import part as scan

__all__ = ["Ref", "Scan", "advance", "forget", "scan"]

SLICE = 64
"""Points between two looks at the clock."""

RUNG = 500
"""Points between two checkpoints of the ladder, so that a rewind does not replay from 0."""

KEPT_RUNGS = 12
KEPT_BYTES = 32_000_000
"""Bytes of checkpoints that one run keeps at most; networks of many weights keep fewer rungs."""

KEPT_RUNS = 256
"""Runs of one worker at most: as many as may take turns there."""

KEPT_WEIGHT = 256_000_000
"""Bytes of all runs of one worker, of their own reckoning; the latest is kept however heavy it is."""

SURFACE_BYTES = 100_000
NETWORK_BYTES = 4_000_000
"""About what a race holds besides weights and checkpoints: graph, optimizers, module, data."""


@final
@dataclass(frozen=True)
class Ref:
    """Everything that reproduces a run.

    Attributes:
        experiment: the completed experiment as JSON.
        id: its id.
        checkpoint: a step and the bytes of ``Race.checkpoint`` there, to start from where no race is
            alive; None starts at point 0. It must come from this experiment, or from one that differs
            only in edits at or after that step.
    """

    experiment: str
    id: str
    checkpoint: tuple[int, bytes] | None = None


def advance(
    ref: Ref, start: int, n: int, budget_seconds: float | None = None, want_checkpoint: bool = False
) -> Chunk:
    """Points ``start`` to ``start + n - 1`` of a run.

    With a budget it stops early and returns fewer points, or none where the way to ``start`` took it
    all; ask again to go on. The checkpoint, if wanted, is of the point after the last one computed, so
    passing it on lets another worker continue.
    """
    experiment = _parsed(ref.experiment)
    deadline = time.monotonic() + budget_seconds if budget_seconds is not None else None
    run = _run_of(experiment)
    run.seek(experiment, start, ref.checkpoint)
    run.roll(start - run.race.step, deadline)
    if run.race.step < start and not run.race.finished:
        chunk = _empty(start, len(experiment.racers))
    else:
        chunk = _joined(start, run.roll(n, deadline), run.race)
    if want_checkpoint:
        chunk.checkpoint = (run.race.step, run.race.checkpoint())
    return chunk


def forget() -> None:
    """Drop every live race: the next call starts from its arguments. Answers do not change."""
    _RUNS.clear()


@final
@dataclass
class _Rung:
    """A checkpoint and the edits that led to it."""

    step: int
    edits: list[Edit]
    data: bytes


@final
@dataclass
class _Run:
    """A live race and its ladder of checkpoints."""

    race: Race
    rungs: list[_Rung] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """About how many bytes it holds: its rungs, and each ball's weights with two moments in float64."""
        problem = self.race.problem
        fixed = SURFACE_BYTES if isinstance(problem, AnalyticProblem) else NETWORK_BYTES
        balls = 24 * problem.dim * len(self.race.balls)
        return fixed + balls + sum(len(rung.data) for rung in self.rungs)

    def seek(self, experiment: Experiment, start: int, given: tuple[int, bytes] | None) -> None:
        """Stand as close before ``start`` as anything at hand allows, under the edits of ``experiment``."""
        fitting = [
            rung for rung in self.rungs if rung.step <= start and _before(experiment, rung.step) == rung.edits
        ]
        best = max(fitting, key=lambda rung: rung.step, default=None)
        if given is not None and given[0] <= start and (best is None or given[0] > best.step):
            best = _Rung(given[0], _before(experiment, given[0]), given[1])
        here = self.race.step
        alive = here <= start and _before(experiment, here) == _before(self.race.experiment, here)
        if alive and (best is None or here >= best.step):
            self.race.set_edits(experiment)
        elif best is not None:
            self.race = Race.restore(experiment, best.data, self.race.problem)
        else:
            self.race = Race(experiment, self.race.problem)

    def roll(self, points: int, deadline: float | None) -> list[Chunk]:
        """Advance by ``points`` at most, laying rungs on the way."""
        chunks: list[Chunk] = []
        left = points
        while left > 0 and not self.race.finished:
            if chunks and deadline is not None and time.monotonic() >= deadline:
                break
            step = self.race.step
            stride = min(left, SLICE, RUNG - step % RUNG)
            chunks.append(self.race.advance(stride))
            left -= stride
            if self.race.step % RUNG == 0 and not self.race.finished:
                self._lay_rung()
        return chunks

    def _lay_rung(self) -> None:
        step = self.race.step
        edits = _before(self.race.experiment, step)
        if any(rung.step == step and rung.edits == edits for rung in self.rungs):
            return
        self.rungs = [rung for rung in self.rungs if rung.step != step]
        self.rungs.append(_Rung(step, edits, self.race.checkpoint()))
        self.rungs.sort(key=lambda rung: rung.step)
        room = min(KEPT_RUNGS, max(1, KEPT_BYTES // len(self.rungs[-1].data)))
        if len(self.rungs) > room:
            del self.rungs[len(self.rungs) % 2 :: 2]  # every other one: the ladder stays even


_RUNS: OrderedDict[str, _Run] = OrderedDict()


@lru_cache(maxsize=64)
def _parsed(text: str) -> Experiment:
    return Experiment.model_validate_json(text)


def _run_of(experiment: Experiment) -> _Run:
    """The run of this experiment, whatever its edits; the least recently used ones make room."""
    key = canonical(experiment.model_copy(update={"edits": []}))
    run = _RUNS.pop(key, None) or _Run(build_race(experiment))
    _RUNS[key] = run
    weight = sum(kept.weight for kept in _RUNS.values())
    while len(_RUNS) > 1 and (len(_RUNS) > KEPT_RUNS or weight > KEPT_WEIGHT):
        weight -= _RUNS.popitem(last=False)[1].weight
    return run


def _before(experiment: Experiment, step: int) -> list[Edit]:
    """The edits that a race standing at point ``step`` has behind it."""
    return [edit for edit in experiment.edits if edit.step < step]


def _empty(start: int, racers: int) -> Chunk:
    return Chunk(start, [np.empty((len(COLUMNS), 0)) for _ in range(racers)], [], False)


def _joined(start: int, chunks: list[Chunk], race: Race) -> Chunk:
    """The chunks of one stretch as one."""
    if not chunks:
        chunk = _empty(start, len(race.balls))
        chunk.finished = race.finished
        return chunk
    racers = [np.concatenate(parts, axis=1) for parts in zip(*[c.racers for c in chunks], strict=True)]
    events = [event for chunk in chunks for event in chunk.events]
    return Chunk(start, racers, events, race.finished)
