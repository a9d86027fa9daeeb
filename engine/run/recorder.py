"""Recorder: turns the measured points of one racer into trajectory rows and changes of regime."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ..core.method import Marks
from ..problems.problem import Problem
from ..problems.projection import Projection, RacerTensors
from .marks import project_marks
from .regimes import Regime, Regimes
from .trajectory import COLUMNS, Event, Row, StepMarks


class Scalars(NamedTuple):
    """Numbers of a point that need no projection.

    Attributes:
        loss: on the whole training set, as measured last.
        lr: learning rate; NaN if the method has none.
        batch_loss: loss of the batch, which the optimizer sees.
        evaluations: gradients computed so far.
        examples: samples used so far, counted per gradient and per value.
        queries: values asked for so far without a gradient.
    """

    loss: float
    lr: float
    batch_loss: float
    evaluations: int
    examples: int
    queries: int


@final
class Recorder:
    """Recorder: collects rows and events of one racer until ``drain``.

    On a plane, points are buffered and projected a block at a time: one projection of many points costs far
    less than many projections of one.

    Args:
        problem: the racer's problem.
        racer: number of the racer.
        has_rate: whether its method has a learning rate, which must then be finite.

    Attributes:
        regimes: classifies the racer's state from its rows.
        buffered: points without a row yet, each with whether its loss was measured.
    """

    def __init__(self, problem: Problem, racer: int, *, has_rate: bool = True) -> None:
        self._problem = problem
        self._racer = racer
        self._has_rate = has_rate
        self._marks: list[StepMarks] = []
        self.regimes = Regimes(problem)
        self._rows: list[Row] = []
        self._events: list[Event] = []
        self.buffered: list[tuple[Scalars, bool]] = []

    def add(self, step: int, scalars: Scalars, tensors: RacerTensors, measured: bool) -> int | None:
        """Record the point of a step, or buffer it until its block is full or its loss is not finite.

        If only its gradient is not finite, a later flush finds it and drops the points after it.

        Args:
            step: number of the point.
            scalars: its numbers.
            tensors: its tensors; they are copied.
            measured: whether ``scalars.loss`` was measured at this point, so that regimes may use it.

        Returns:
            The step of the first point found not to be finite; None if there is none.
        """
        projector = self._problem.projector
        if projector.block_size == 1:
            row = _row(scalars, projector.project_point(tensors))
            return None if self._append(step, row, measured) else step
        self.buffered.append((scalars, measured))
        projector.buffer(step % projector.block_size, tensors)
        full = (step + 1) % projector.block_size == 0
        if full or not math.isfinite(scalars.loss + scalars.batch_loss):
            return self.flush(step)
        return None

    def flush(self, step: int) -> int | None:
        """Turn all buffered points, the last of which is at ``step``, into rows.

        Returns:
            The step of the first point found not to be finite; None if there is none.
        """
        buffered, self.buffered = self.buffered, []
        if not buffered:
            return None
        first = step + 1 - len(buffered)
        projector = self._problem.projector
        projections = projector.flush(first % projector.block_size, len(buffered))
        for at, ((scalars, measured), projection) in enumerate(
            zip(buffered, projections, strict=True), first
        ):
            if not self._append(at, _row(scalars, projection), measured):
                return at
        return None

    def _append(self, step: int, row: Row, measured: bool) -> bool:
        """Record a row; return whether it is finite. A row that is not finite is kept at step 0 only."""
        finite = math.isfinite(sum(row)) or self._is_finite(row)
        if finite or step == 0:
            self._rows.append(row)
        if finite and measured and (regime := self.regimes.observe(step, row)) is not None:
            self._emit(regime)
        return finite

    def _is_finite(self, row: Row) -> bool:
        return all(map(math.isfinite, row if self._has_rate else row._replace(lr=0.0)))

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
        self._emit(self.regimes.finish(step))

    def stop(self, step: int, sentence: str) -> None:
        """Record that the racer ends early at this step."""
        self._emit(self.regimes.stop(step, sentence))

    def diverge(self, step: int, reason: str) -> None:
        """Record that the racer diverges after this step; ``reason`` completes the sentence."""
        self._emit(self.regimes.diverge(step, reason))

    def drain(self) -> tuple[NDArray[np.float64], list[Event]]:
        """Return the rows as float64 of shape (columns, points) and the events, and forget both."""
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
            self._events.append(Event(regime.step, self._racer, regime.name, regime.sentence))


def _row(scalars: Scalars, projection: Projection) -> Row:
    loss, lr, batch_loss, evaluations, examples, queries = scalars
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
