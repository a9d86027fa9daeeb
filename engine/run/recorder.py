"""Recorder: turns the measured points of one racer into trajectory rows and changes of regime."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ..catalog.methods.stability import StabilityRule
from ..core.method import Marks
from ..problems.problem import Problem
from ..problems.projection import KeptWeights, Projection, RacerTensors, Sizes
from .marks import project_marks
from .regimes import Conditions, Regime, Regimes, Sample
from .trajectory import COLUMNS, Event, Row, StepMarks

MOST_UNREAD = 256
"""Points whose weights are kept until the regimes read them, at most."""


class Point(NamedTuple):
    """Point: what is measured there and needs no projection.

    Attributes:
        step: number of the point.
        loss: on the whole training set, as measured last.
        lr: learning rate; NaN if the method has none.
        batch_loss: loss of the batch, which the optimizer sees.
        evaluations: gradients computed so far.
        examples: samples used so far, counted per gradient and per value.
        queries: values asked for so far without a gradient.
        measured: whether the loss was measured at this point, so that regimes may use it.
        conditions: settings in force.
    """

    step: int
    loss: float
    lr: float
    batch_loss: float
    evaluations: int
    examples: int
    queries: int
    measured: bool
    conditions: Conditions


@final
class Recorder:
    """Recorder: collects rows and events of one racer until ``drain``.

    On a plane, points are buffered and projected a block at a time: one projection of many points costs far
    less than many projections of one. Rows are made, and read by the regimes, many at once too: between two
    steps of torch the same code takes twice as long.

    Args:
        problem: the racer's problem.
        racer: number of the racer.
        has_rate: whether its method has a learning rate, which must then be finite.
        rule: the method's stability rule; None without one, or if its settings change at each step.

    Attributes:
        regimes: classifies the racer's state from its rows.
        buffered: points without a row yet.
        broken: the row that is not finite, if there is one.
    """

    def __init__(
        self, problem: Problem, racer: int, *, has_rate: bool = True, rule: StabilityRule | None = None
    ) -> None:
        self._problem = problem
        self._racer = racer
        self._has_rate = has_rate
        self._marks: list[StepMarks] = []
        self.regimes = Regimes(problem, rule)
        self._rows: list[Row] = []
        self._unread: list[tuple[Point, Projection, Sizes | None, KeptWeights | None]] = []
        self._events: list[Event] = []
        self.buffered: list[Point] = []
        self.broken: Row | None = None

    def add(self, point: Point, tensors: RacerTensors) -> int | None:
        """Record a point, or buffer it until its block is full or its loss is not finite.

        If only its gradient is not finite, a later flush finds it and drops the points after it.

        Args:
            point: its numbers.
            tensors: its tensors; they are copied.

        Returns:
            The step of the first point found not to be finite; None if there is none.
        """
        projector = self._problem.projector
        if projector.block_size == 1:
            return None if self._append(point, projector.project_point(tensors)) else point.step
        self.buffered.append(point)
        projector.buffer(point.step % projector.block_size, tensors)
        full = (point.step + 1) % projector.block_size == 0
        if full or not math.isfinite(point.loss + point.batch_loss):
            return self.flush()
        return None

    def flush(self) -> int | None:
        """Project all buffered points.

        Returns:
            The step of the first point found not to be finite; None if there is none.
        """
        points, self.buffered = self.buffered, []
        if not points:
            return None
        projector = self._problem.projector
        slot = points[0].step % projector.block_size
        conditions = _conditions(points)
        sizes = self._sizes(slot, points, conditions)  # first: projecting overwrites the weights
        projections = projector.flush(slot, len(points))
        kept = projector.kept_weights() if any(map(self.regimes.asks_weights, conditions)) else None
        for at, (point, projection) in enumerate(zip(points, projections, strict=True)):
            if not self._append(point, projection, None if sizes is None else sizes[at], kept):
                return point.step
        if kept is not None and len(self._unread) >= MOST_UNREAD:
            self._read()
        return None

    def _sizes(
        self, slot: int, points: Sequence[Point], conditions: Sequence[Conditions]
    ) -> list[Sizes] | None:
        """Sizes of the buffered points, if one of them has a penalty; all have the decay of their own."""
        if not any(one.penalized for one in conditions):
            return None
        decays = {one.weight_decay for one in conditions}
        by_decay = {
            decay: self._problem.projector.sizes(slot, len(points), decay) for decay in sorted(decays)
        }
        return [by_decay[point.conditions.weight_decay][at] for at, point in enumerate(points)]

    def _append(
        self,
        point: Point,
        projection: Projection,
        sizes: Sizes | None = None,
        kept: KeptWeights | None = None,
    ) -> bool:
        """Record a point; return whether it is finite. One that is not finite gets a row at step 0 only.

        Args:
            point, projection: its numbers.
            sizes: of its whole weights; None if the projection has them itself.
            kept: the weights of its block, where the regimes ask for them.
        """
        total = point.loss + point.lr + point.batch_loss + sum(projection)
        if math.isfinite(total) or self._is_finite(point, projection):
            self._unread.append((point, projection, sizes, kept))
            return True
        self.broken = _row(point, projection)
        if point.step == 0:
            self._rows.append(self.broken)
        return False

    def _is_finite(self, point: Point, projection: Projection) -> bool:
        row = _row(point, projection)
        return all(map(math.isfinite, row if self._has_rate else row._replace(lr=0.0)))

    def _read(self) -> None:
        """Make the rows of all points that have none, and let the regimes read them."""
        unread, self._unread = self._unread, []
        for point, projection, sizes, kept in unread:
            row = _row(point, projection)
            self._rows.append(row)
            sample = _sample(row, point, sizes)
            self._emit(self.regimes.observe(point.step, sample, point.lr, point.conditions, kept))

    def add_marks(self, step: int, marks: Marks) -> None:
        """Record what the step that leaves point ``step`` shows."""
        projected = project_marks(step, marks, self._problem.projector)
        if projected is not None:
            self._marks.append(projected)

    def drain_marks(self) -> list[StepMarks]:
        """Return the marks so far, and forget them."""
        marks, self._marks = self._marks, []
        return marks

    def drop_marks(self, step: int) -> None:
        """Forget the marks of point ``step`` and all later ones: the run has ended before."""
        self._marks = [marks for marks in self._marks if marks.step < step]

    def finish(self, step: int) -> None:
        """Record that all steps are taken."""
        self._read()
        self._emit(self.regimes.finish(step))

    def stop(self, step: int, sentence: str, *, early: bool = False) -> None:
        """Record that the racer ends at this step; ``early`` says whether by early stopping."""
        self._read()
        self._emit(self.regimes.stop(step, sentence, early=early))

    def end_broken(self, last: int) -> None:
        """Record that the racer ends after its point ``last``, since the row after it is not finite."""
        assert self.broken is not None
        self._read()
        self._emit(self.regimes.end_broken(last, self.broken))

    def diverge(self, step: int, reason: str) -> None:
        """Record that the racer diverges after this step; ``reason`` completes the sentence."""
        self._read()
        self._emit(self.regimes.diverge(step, reason))

    @property
    def diverged(self) -> bool:
        """Whether the last word is "diverged"."""
        return self.regimes.name == "diverged"

    def has_grown(self) -> bool:
        """Whether the loss is above that of the start, and has grown over the window."""
        self._read()
        return self.regimes.has_grown

    def drain(self) -> tuple[NDArray[np.float64], list[Event]]:
        """Return the rows as float64 of shape (columns, points) and the events, and forget both."""
        self._read()
        columns = np.array(self._rows, dtype=np.float64).reshape(-1, len(COLUMNS)).T
        events = self._events
        self._rows, self._events = [], []
        return columns, events

    def state(self) -> dict[str, Any]:
        """The state for a checkpoint. Between two calls of ``RacerRun.advance`` nothing is buffered."""
        return self.regimes.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``."""
        self.regimes.restore(state)

    def _emit(self, regime: Regime | None) -> None:
        if regime is not None:
            event = Event(regime.step, self._racer, regime.name, regime.sentence, regime.evidence)
            self._events.append(event)


def _conditions(points: Sequence[Point]) -> Sequence[Conditions]:
    """The settings in force at each of the buffered points; one element if all points have the same."""
    first = points[0].conditions
    return (first,) if points[-1].conditions is first else [point.conditions for point in points]


def _sample(row: Row, point: Point, sizes: Sizes | None) -> Sample:
    """What verdicts read of a row; ``sizes`` of the whole weights, None if the row has them itself."""
    x, y, loss, gradient, gx, gy = row[0], row[1], row[2], row[4], row[6], row[7]
    objective, conditions = loss, point.conditions
    if conditions.penalized:
        decay = conditions.weight_decay
        if sizes is None:
            sizes = Sizes(abs(x) + abs(y), x * x + y * y, math.hypot(gx + decay * x, gy + decay * y))
        objective = loss + conditions.penalty(sizes.magnitudes, sizes.squares)
        gradient = sizes.gradient if decay else gradient  # that of the L1 penalty is in it already
    return Sample(x, y, row[5], objective, loss, gradient, gx, gy, point.measured)


def _row(point: Point, projection: Projection) -> Row:
    _, loss, lr, batch_loss, evaluations, examples, queries, _, _ = point
    x, y, off_plane, grad_norm, gradient_x, gradient_y, momentum_x, momentum_y = projection
    return Row(
        x,
        y,
        loss,
        lr,
        grad_norm,
        off_plane,
        gradient_x,
        gradient_y,
        momentum_x,
        momentum_y,
        batch_loss,
        evaluations,
        examples,
        queries,
    )
