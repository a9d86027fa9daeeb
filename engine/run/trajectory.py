"""Trajectory: the result of a race, as columns of numbers over points and a list of events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray


class Row(NamedTuple):
    """Row: the numbers of one racer at one point.

    Attributes:
        x, y: weights in the picture's coordinates.
        loss: on the whole training set.
        lr: learning rate of the next step.
        grad_norm: Euclidean norm of the gradient.
        off_plane: distance of the weights from the plane; 0 if there are two weights.
        gradient_x, gradient_y: gradient in the picture's coordinates.
        momentum_x, momentum_y: the optimizer's first moments in the picture's coordinates.
        batch_loss: loss that the optimizer sees.
        evaluations: gradients computed so far.
        examples: samples used so far, counted per gradient and per value.
        queries: values of the loss that the method has asked for without a gradient.
    """

    x: float
    y: float
    loss: float
    lr: float
    grad_norm: float
    off_plane: float
    gradient_x: float
    gradient_y: float
    momentum_x: float
    momentum_y: float
    batch_loss: float
    evaluations: float
    examples: float
    queries: float


COLUMNS = Row._fields
"""Names of a trajectory's columns, in order."""

PUBLIC_COLUMNS = ("x", "y", "loss", "lr", "grad_norm")
"""Columns that every client gets; see ``public_columns``."""


def public_columns(has_plane: bool, marks: bool) -> tuple[str, ...]:
    """Names of the columns that a client gets: ``off_plane`` with a plane, ``queries`` with marks."""
    return (*PUBLIC_COLUMNS, *(("off_plane",) if has_plane else ()), *(("queries",) if marks else ()))


@final
@dataclass(frozen=True)
class Event:
    """Event: from point ``step`` on, racer number ``racer`` is in the regime ``name``.

    ``evidence`` has the facts on which the sentence rests, as they were measured at that point.
    """

    step: int
    racer: int
    name: str
    sentence: str
    evidence: dict[str, float] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Name, sentence, step and evidence, as clients get them."""
        names = ("name", "sentence", "step", "evidence")
        return {name: getattr(self, name) for name in names}


@final
@dataclass(frozen=True, eq=False)
class StepMarks:
    """Step marks: what a method shows beside the ball at one point, in the picture's coordinates.

    Attributes:
        step: index of the point; the marks are those of the step that leaves it.
        points: places that the method has tried, float64 of shape (points, 2).
        values: losses at these places, shape (points,).
        arrows: from (x, y) to (x, y), shape (arrows, 4).
        ellipse: mean_x, mean_y, c_xx, c_xy, c_yy of a normal distribution, shape (5,); None without one.
    """

    step: int
    points: NDArray[np.float64]
    values: NDArray[np.float64]
    arrows: NDArray[np.float64]
    ellipse: NDArray[np.float64] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        parts = (self.points, self.values, self.arrows, self.ellipse)
        return sum(part.nbytes for part in parts if part is not None)


@final
@dataclass(frozen=True)
class Waiting:
    """Waiting: a racer at its last point cannot go on until a person answers.

    Attributes:
        step: index of the point. An edit at this step brings the answer.
        racer: number of the racer.
        question: what is asked, as JSON values.
    """

    step: int
    racer: int
    question: dict[str, Any]


@final
@dataclass
class Chunk:
    """Chunk: consecutive points of a race, without tensors, so that it can cross processes.

    Attributes:
        start: step of its first point.
        racers: for each racer float64 of shape (columns, points); shorter, or empty, if it ended.
        events: changes of regime at these points.
        finished: whether no racer has points after it.
        marks: for each racer the marks of its points that have any, in order.
        checkpoint: step and bytes of a checkpoint, if one was requested.
        waiting: the question on which the race waits after these points; None if it does not wait.
    """

    start: int
    racers: list[NDArray[np.float64]]
    events: list[Event]
    finished: bool
    marks: list[list[StepMarks]]
    checkpoint: tuple[int, bytes] | None = None
    waiting: Waiting | None = None

    @property
    def end(self) -> int:
        """Step after the last point that any racer has in this chunk."""
        return self.start + max(int(columns.shape[1]) for columns in self.racers)


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Consecutive chunks as one; the last one tells how the race stands."""
    last = chunks[-1]
    return Chunk(
        chunks[0].start,
        joined_columns([chunk.racers for chunk in chunks]),
        [event for chunk in chunks for event in chunk.events],
        last.finished,
        joined_marks([chunk.marks for chunk in chunks]),
        waiting=last.waiting,
    )


def joined_columns(parts: Iterable[Sequence[NDArray[np.float64]]]) -> list[NDArray[np.float64]]:
    """For each racer the columns of consecutive parts as one array."""
    return [np.concatenate(own, axis=1) for own in zip(*parts, strict=True)]


def joined_marks(parts: Iterable[Sequence[Sequence[StepMarks]]]) -> list[list[StepMarks]]:
    """For each racer the marks of consecutive parts as one list."""
    return [list(chain.from_iterable(own)) for own in zip(*parts, strict=True)]


def marks_at(steps: Iterable[int], marks: Iterable[StepMarks]) -> list[StepMarks]:
    """The marks of these points, in their order; empty marks for a point that has none.

    Args:
        steps: indices of points.
        marks: the marks of those points of the racer that have any.
    """
    known = {mark.step: mark for mark in marks}
    return [known.get(step) or _no_marks(step) for step in steps]


def _no_marks(step: int) -> StepMarks:
    return StepMarks(step, np.empty((0, 2)), np.empty(0), np.empty((0, 4)))
