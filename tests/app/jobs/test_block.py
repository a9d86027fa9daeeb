"""Block: parts and joins keep every mark with its point, and marks count in its size."""

import sys

import numpy as np
import pytest
from synthetic_marks import bits, step_marks

from app.jobs.block import Block
from engine.run.trajectory import Chunk

POINTS = 40
STEPS = [[5, 6, 9, 20, 39], [], [0, 12]]
"""Points with marks, by racer. The last racer ends at point 12."""


def block(start=0, stop=POINTS):
    counts = (POINTS, POINTS, 13)
    racers = [np.arange(2.0 * count).reshape(2, count)[:, start:stop] for count in counts]
    marks = [[step_marks(step) for step in own if start <= step < stop] for own in STEPS]
    return Block.of_chunk(Chunk(start, racers, [], False, marks=marks))


def steps_of(some):
    return [[mark.step for mark in own] for own in some.marks]


@pytest.mark.parametrize(("start", "most"), [(0, 40), (5, 1), (6, 4), (7, 2), (10, 30), (39, 9), (12, 1)])
def test_part_has_the_marks_of_its_points(start, most):
    expected = [[step for step in own if start <= step < start + most] for own in STEPS]
    assert steps_of(block().part(start, most)) == expected


@pytest.mark.parametrize("cut", [1, 6, 13, 21, 39])
def test_join_restores_what_was_cut(cut):
    joined, whole = Block.join([block(0, cut), block(cut)]), block()
    assert joined.start == 0
    for one, other in zip(joined.racers, whole.racers, strict=True):
        np.testing.assert_array_equal(one, other)
    assert [[*map(bits, own)] for own in joined.marks] == [[*map(bits, own)] for own in whole.marks]


@pytest.mark.parametrize(
    ("numbers", "points"),
    [(0, 5), (17, 5), (18, 6), (35, 6), (36, 9), (54, 20), (72, 39), (89, 39), (90, 40)],
)
def test_limited_block_ends_before_marks_are_too_many(numbers, points):
    """Each point with marks has 18 numbers; the first racer has marks at 5, 6, 9, 20 and 39."""
    one = Block(0, block().racers, [block().marks[0], [], []])
    shortened = one.limited(8 * numbers)
    assert shortened.points == points
    assert steps_of(shortened)[0] == [step for step in STEPS[0] if step < points]


def test_limit_holds_for_each_racer():
    limited = block().limited(8 * 18)
    assert limited.points == 6
    assert steps_of(limited) == [[5], [], [0]]
    assert block().limited(0).points == 1


def test_marks_beyond_the_last_point_are_left_out():
    one = Block(0, [np.zeros((2, 4))], [[step_marks(3), step_marks(4)]])
    assert steps_of(one.part(0, 10)) == [[3]]


def test_size_counts_numbers_and_objects_of_marks():
    plain = sum(racer.nbytes for racer in block().racers)
    of_marks = block().nbytes - plain
    marks = [mark for own in block().marks for mark in own]
    held = sum(
        sys.getsizeof(part)
        for mark in marks
        for part in (mark, vars(mark), mark.points, mark.values, mark.arrows, mark.ellipse)
    )
    assert of_marks == pytest.approx(held, rel=0.4)
