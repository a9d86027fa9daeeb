"""Binary frames: what the server encodes reads back bit for bit."""

import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from synthetic_marks import MARK_COUNTS, random_marks
from talk import decode

from app.ws.frames import landscape_frame, marks_frame, trajectory_frame
from engine.run.trajectory import StepMarks

NUMBERS = st.integers(0, 2**32 - 20)


@pytest.mark.parametrize("points", [[0], [3], [2, 0], [5, 1, 4]])
def test_trajectory_frame_reads_back_bit_for_bit(points):
    rng = np.random.default_rng(1)
    racers = [rng.standard_normal((12, count)) for count in points]
    racers[0][:, :1] = np.nan
    frame = trajectory_frame(2**32 - 1, 77, racers)
    assert len(frame) % 8 == 0
    kind, run, (start, tracks) = decode(frame)
    assert (kind, run, start) == (1, 2**32 - 1, 77)
    for track, racer in zip(tracks, racers, strict=True):
        assert track.tobytes() == racer.tobytes()


def test_landscape_frame_reads_back_row_by_row():
    z = np.arange(6.0).reshape(2, 3).T  # not contiguous
    kind, run, read = decode(landscape_frame(9, z))
    assert (kind, run) == (2, 9)
    assert read.tolist() == z.tolist()


@settings(deadline=None)
@given(
    run=NUMBERS, racer=st.integers(0, 2**16 - 1), start=NUMBERS, counts=MARK_COUNTS, seed=st.integers(0, 99)
)
@example(run=1, racer=3, start=7, counts=[None, (2, 1, True), (0, 0, False), None], seed=1)
def test_marks_frame_reads_back_bit_for_bit(run, racer, start, counts, seed):
    marks = random_marks(seed, start, counts)
    frame = marks_frame(run, racer, start, len(counts), marks)
    assert len(frame) % 8 == 0
    kind, told_run, (told_racer, told_start, found) = decode(frame)
    assert (kind, told_run, told_racer, told_start) == (4, run, racer, start)
    assert len(found) == len(counts)
    given_at = {mark.step: mark for mark in marks}
    for step, (places, arrows, ellipse) in enumerate(found, start):
        own = given_at.get(step)
        if own is None:
            assert (len(places), len(arrows), ellipse) == (0, 0, None)
            continue
        assert np.ascontiguousarray(places[:, :2]).tobytes() == own.points.tobytes()
        assert np.ascontiguousarray(places[:, 2]).tobytes() == own.values.tobytes()
        assert arrows.tobytes() == own.arrows.tobytes()
        assert (ellipse is None) == (own.ellipse is None)
        assert ellipse is None or ellipse.tobytes() == own.ellipse.tobytes()


def test_marks_frame_is_as_documented():
    """Byte by byte, for two points of which the first has one place, no arrow and an ellipse."""
    mark = StepMarks(8, np.array([[1.0, 2.0]]), np.array([3.0]), np.empty((0, 4)), np.arange(4.0, 9.0))
    header = struct.pack("<BBHIII", 4, 0, 5, 6, 8, 2)
    counts = struct.pack("<8I", 1, 0, 1, 0, 0, 0, 0, 0)
    assert marks_frame(6, 5, 8, 2, [mark]) == header + counts + struct.pack("<8d", 1, 2, 3, 4, 5, 6, 7, 8)
