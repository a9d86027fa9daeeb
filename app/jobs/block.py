"""Block: consecutive points of a run, with the marks of its racers at these points."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import final

import numpy as np
from numpy.typing import NDArray

from engine.run.trajectory import Chunk, StepMarks, joined_columns, joined_marks

MARKS_OVERHEAD_BYTES = 800
"""Memory of the Python objects that hold the marks of one point, without their numbers; measured."""

_step = attrgetter("step")


@final
@dataclass(frozen=True)
class Block:
    """Block of consecutive points: one array of shape (columns, points) per racer.

    Arrays of racers that have ended are shorter.

    Attributes:
        start: index of the first point.
        racers: the columns of each racer.
        marks: for each racer the marks of those of its points that have any, in order of their steps.
    """

    start: int
    racers: Sequence[NDArray[np.float64]]
    marks: Sequence[Sequence[StepMarks]]

    @classmethod
    def of_chunk(cls, chunk: Chunk) -> "Block":
        """The points and marks of a chunk."""
        return cls(chunk.start, chunk.racers, chunk.marks)

    @classmethod
    def join(cls, blocks: Sequence["Block"]) -> "Block":
        """Consecutive blocks as one."""
        racers = joined_columns([block.racers for block in blocks])
        return cls(blocks[0].start, racers, joined_marks([block.marks for block in blocks]))

    @property
    def points(self) -> int:
        """Number of points of the racer that goes furthest."""
        return max(int(racer.shape[1]) for racer in self.racers)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays and marks."""
        marks = chain.from_iterable(self.marks)
        return sum(racer.nbytes for racer in self.racers) + sum(
            mark.nbytes + MARKS_OVERHEAD_BYTES for mark in marks
        )

    def part(self, start: int, max_points: int) -> "Block":
        """The points from ``start`` on, at most ``max_points`` of them, as views, with their marks."""
        first = start - self.start
        racers = [racer[:, first : first + max_points] for racer in self.racers]
        marks = [
            _between(own, start, start + racer.shape[1])
            for own, racer in zip(self.marks, racers, strict=True)
        ]
        return Block(start, racers, marks)

    def limited(self, marks_bytes: int) -> "Block":
        """The first points, at least one, whose marks have at most ``marks_bytes`` bytes for each racer."""
        points = min(_that_fit(marks, marks_bytes, self.start, self.points) for marks in self.marks)
        return self if points == self.points else self.part(self.start, points)


def _that_fit(marks: Sequence[StepMarks], nbytes: int, start: int, points: int) -> int:
    """How many of the points from ``start`` on, at least one, have marks of at most ``nbytes`` bytes."""
    for mark in marks:
        nbytes -= mark.nbytes
        if nbytes < 0:
            return max(1, mark.step - start)
    return points


def _between(marks: Sequence[StepMarks], start: int, stop: int) -> Sequence[StepMarks]:
    """The marks of points ``start`` to ``stop - 1``."""
    first = bisect_left(marks, start, key=_step)
    return marks[first : bisect_left(marks, stop, lo=first, key=_step)]
