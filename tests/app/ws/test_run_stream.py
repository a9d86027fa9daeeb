"""Run stream: marks follow their points in frames of limited size, and a question ends a run that waits."""

import numpy as np
import pytest
from synthetic_marks import QUESTION, MarkingWorkers, step_marks, streamed
from talk import decode, experiment, racer

from app.ws.run_stream import MAX_BYTES
from engine.landscape.build import build_race
from engine.run.trajectory import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

RACE = experiment(racer("sgd", lr=2e-4), racer("adam", lr=0.02), racer("sgd", lr=1.0), steps=600)
"""The third racer diverges within 20 points."""


def test_marks_follow_the_points_that_they_belong_to():
    def marks_at(index, step):
        return step_marks(step, points=step % 4) if index != 1 and step % 3 == 0 else None

    points, seen, ends = None, {}, {}
    for kind, run, content in map(decode, streamed(RACE, MarkingWorkers(marks_at)).frames):
        assert run == 1
        if kind == 1:
            points = content
            ends |= {k: content[0] + track.shape[1] for k, track in enumerate(content[1]) if track.size}
            continue
        index, start, marks = content
        assert start == points[0]
        assert len(marks) == points[1][index].shape[1]
        seen |= {(index, step): mark for step, mark in enumerate(marks, start) if any(map(len, mark[:2]))}
    assert set(seen) == {(index, step) for index in (0, 2) for step in range(0, ends[index], 3)}
    for (_, step), (places, arrows, ellipse) in seen.items():
        expected = step_marks(step, points=step % 4)
        np.testing.assert_array_equal(places, np.column_stack([expected.points, expected.values]))
        np.testing.assert_array_equal(arrows, expected.arrows)
        np.testing.assert_array_equal(ellipse, expected.ellipse)


def test_no_marks_no_frames_of_marks():
    wire = streamed(RACE, MarkingWorkers())
    assert {frame[0] for frame in wire.frames} == {1}
    assert wire.sent[-1] == {"type": "done", "run": 1, "steps": 600}


@pytest.mark.parametrize("population", [20, 400, 2000])
def test_frames_of_marks_stay_within_the_limit(population):
    wire = streamed(
        RACE, MarkingWorkers(lambda index, step: step_marks(step, population) if index == 0 else None)
    )
    sizes = [len(frame) for frame in wire.frames if frame[0] == 4]
    assert max(sizes) <= MAX_BYTES
    starts = [decode(frame)[2][1] for frame in wire.frames if frame[0] == 4]
    points = [len(decode(frame)[2][2]) for frame in wire.frames if frame[0] == 4]
    assert starts == [0, *np.cumsum(points)[:-1]]
    assert sum(points) == 601


def test_population_larger_than_a_frame_goes_point_by_point():
    def marks_at(index, step):
        return step_marks(step, points=3000) if index == step == 0 else None

    wire = streamed(RACE, MarkingWorkers(marks_at))
    first, second = (decode(frame) for frame in wire.frames[:2])
    assert [track.shape for track in first[2][1]] == [(len(COLUMNS), 1)] * 3
    assert len(second[2][2][0][0]) == 3000


@pytest.mark.parametrize(("waits_at", "start"), [(0, 0), (250, 0), (250, 100), (250, 400)])
def test_waiting_run_ends_with_its_question(waits_at, start):
    wire = streamed(RACE, MarkingWorkers(waits_at=waits_at), start)
    assert wire.sent[-1] == {
        "type": "question",
        "run": 1,
        "racer": 0,
        "step": waits_at,
        "question": QUESTION,
    }
    assert "done" not in [message["type"] for message in wire.messages]
    points = sum(decode(frame)[2][1][0].shape[1] for frame in wire.frames)
    assert points == max(0, waits_at + 1 - start)


LEAVING = experiment(racer("sgd", lr=1.0), racer("sgd", lr=2e-4), racer("sgd", lr=0.01), steps=30)
"""Two of the racers fly off, at different points, and one goes on."""


class SmallCalls(MarkingWorkers):
    """Workers that compute at most ``most`` points in a call."""

    def __init__(self, most):
        super().__init__()
        self._most = most

    async def call(self, keys, lane, function, ref, start, points, *rest, first=False):
        points = min(points, self._most)
        return await super().call(keys, lane, function, ref, start, points, *rest, first=first)


@pytest.mark.parametrize("most", [1, 2, 3, 5, 31])
def test_events_are_told_once_whatever_the_calls(most):
    """A racer's last point may be sent before it is known that it has no next one."""
    events = build_race(complete(Experiment.model_validate(LEAVING))).advance(31).events
    expected = sorted((event.step, event.racer, event.name) for event in events)
    assert [name for *_, name in expected].count("diverged") == 2
    told = [each for each in streamed(LEAVING, SmallCalls(most)).messages if each["type"] == "regime"]
    assert sorted((each["step"], each["racer"], each["name"]) for each in told) == expected
