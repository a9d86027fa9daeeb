"""Worker's ``advance`` of a race that waits: the same bytes whatever is cached and however it is called."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pytest
from dummy_methods import ASKING, added
from engine_builders import experiment, racer, surface
from network_specs import network_experiment

from engine.landscape.build import build_race
from engine.run.trajectory import Chunk, Waiting
from engine.spec.experiment import Experiment, canonical
from engine.worker.advance import RunRef, _parsed, advance, clear_cache

STEPS = 45
QUESTION = {"text": "Which way?"}
AT = [15, 30, 45]
"""Steps of the questions; no step is taken from the last point."""


@pytest.fixture(scope="module", autouse=True)
def _entries() -> Iterator[None]:
    with added(ASKING, replace(ASKING, name="asking_too")):
        yield
    _parsed.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    clear_cache()


def answered(ways: Sequence[str]) -> list[dict[str, Any]]:
    return [{"step": step, "answer": {"way": way}} for step, way in zip(AT, ways, strict=False)]


def on_surface(ways: Sequence[str]) -> Experiment:
    racers = [racer("asking", every=15), racer("adam", lr=0.1), racer("nelder_mead")]
    return experiment(surface("bowl"), racers, STEPS, edits=answered(ways))


def on_network(ways: Sequence[str]) -> Experiment:
    params = {"hidden": [4], "normalization": "batch", "statistics": "running", "dropout": 0.2}
    return network_experiment(
        {"name": "mlp", "params": params},
        {"name": "moons", "params": {"samples": 60}},
        racers=[racer("asking", every=15), racer("sgd", lr=0.1)],
        steps=STEPS,
        plane={"name": "random"},
        batch_size=16,
        edits=answered(ways),
    )


def bits(chunks: Sequence[Chunk]) -> list[Any]:
    rows = [np.concatenate(parts, axis=1) for parts in zip(*(chunk.racers for chunk in chunks), strict=True)]
    marks = [list(chain(*parts)) for parts in zip(*(chunk.marks for chunk in chunks), strict=True)]
    return [
        [columns.tobytes() for columns in rows],
        [event for chunk in chunks for event in chunk.events],
        [[(one.step, one.points.tobytes(), one.arrows.tobytes()) for one in shown] for shown in marks],
    ]


def without_last(chunk: Chunk) -> Chunk:
    """The chunk without its last point: what it was while the race waited."""
    rows = [columns[:, : chunk.end - 1 - chunk.start] for columns in chunk.racers]
    marks = [[one for one in shown if one.step < chunk.end - 1] for shown in chunk.marks]
    events = [event for event in chunk.events if event.step < chunk.end - 1]
    return Chunk(chunk.start, rows, events, finished=False, marks=marks)


@pytest.mark.parametrize("problem", [on_surface, on_network])
@pytest.mark.parametrize("size", [1, 7, 64])
@pytest.mark.parametrize("cached", [True, False])
def test_any_chunks_give_the_same_bytes(problem: Any, size: int, cached: bool) -> None:
    whole = build_race(problem(["left", "right"])).advance(STEPS + 1)
    ways: list[str] = []
    chunks: list[Chunk] = []
    waits = []
    at = 0
    while not (chunks and chunks[-1].finished):
        if not cached and at % 5 == 0:
            clear_cache()
        chunk = advance(RunRef(canonical(problem(ways))), at, size)
        assert chunk.start == at
        at = chunk.end
        if chunk.waiting is not None:
            waits.append(chunk.waiting)
            ways.append(["left", "right"][len(ways)])
            chunk = without_last(chunk)
            at = chunk.end  # as the page does: an edit at a point is followed by its own row
        chunks.append(chunk)
    assert waits == [Waiting(15, 0, QUESTION), Waiting(30, 0, QUESTION)]
    assert bits(chunks) == bits([whole])


@pytest.mark.parametrize("problem", [on_surface, on_network])
def test_points_behind_an_answer_are_the_same_bytes(problem: Any) -> None:
    whole = build_race(problem(["left", "right"])).advance(STEPS + 1)
    for cached in (True, False):
        clear_cache()
        if cached:
            assert advance(RunRef(canonical(problem([]))), 0, STEPS).waiting is not None
        chunk = advance(RunRef(canonical(problem(["left", "right"]))), 16, STEPS)
        assert (chunk.start, chunk.finished) == (16, True)
        expected = [columns[:, 16:].tobytes() for columns in whole.racers]
        assert [columns.tobytes() for columns in chunk.racers] == expected
        assert [one.step for one in chunk.marks[0]] == [30]
        assert chunk.events == [event for event in whole.events if event.step > 15]


@pytest.mark.parametrize("cached", [True, False])
def test_call_beyond_the_question_returns_no_points(cached: bool) -> None:
    ref = RunRef(canonical(on_surface(["left"])))
    if cached:
        advance(ref, 0, STEPS)
    for start in (31, 34, 40):
        chunk = advance(ref, start, 20)
        assert (chunk.start, chunk.end, chunk.finished) == (start, start, False)
        assert chunk.waiting == Waiting(30, 0, QUESTION)
        assert chunk.events == []
    assert advance(RunRef(canonical(on_surface(["left", "left"]))), 40, 20).finished


def test_run_goes_on_from_a_waiting_checkpoint() -> None:
    first = advance(RunRef(canonical(on_surface(["left"]))), 0, STEPS, want_checkpoint=True)
    assert first.checkpoint is not None
    assert first.checkpoint[0] == first.end == 31
    clear_cache()
    unanswered = advance(RunRef(canonical(on_surface(["left"])), first.checkpoint), 31, 10)
    assert (unanswered.start, unanswered.end) == (31, 31)
    assert unanswered.waiting == first.waiting
    whole = build_race(on_surface(["left", "right"])).advance(STEPS + 1)
    rest = advance(RunRef(canonical(on_surface(["left", "right"]))), 30, STEPS)
    assert bits([without_last(first), rest]) == bits([whole])


def test_changed_answers_equal_a_fresh_run() -> None:
    def two(first: str | None, second: str | None) -> Experiment:
        ways = {0: first, 1: second}
        edits = [{"step": 15, "racer": k, "answer": {"way": way}} for k, way in ways.items() if way]
        racers = [racer("asking", every=15), racer("asking_too", every=15)]
        return experiment(surface("bowl"), racers, 25, edits=edits)

    history = [
        (None, None),
        ("left", None),
        ("right", None),
        ("right", "left"),
        ("left", "left"),
        (None, "left"),
    ]
    for ways in history:
        at, chunks = 0, []
        while not (chunks and (chunks[-1].finished or chunks[-1].waiting)):
            # As a page that was told to go on at point 16, where the answer counts.
            chunks.append(advance(RunRef(canonical(two(*ways))), at, 16))
            at = chunks[-1].end
        fresh = build_race(two(*ways)).advance(26)
        assert bits(chunks) == bits([fresh]), ways
        assert chunks[-1].waiting == fresh.waiting
    (left, _), (right, _) = (build_race(two(way, "left")).advance(26).racers for way in ("left", "right"))
    assert left[0, -1] != right[0, -1]


def test_changed_answer_counts_for_a_cached_race() -> None:
    def made(ways: dict[int, str]) -> Experiment:
        edits = [{"step": 15, "racer": k, "answer": {"way": way}} for k, way in ways.items()]
        racers = [racer("asking", every=15), racer("asking_too", every=15)]
        return experiment(surface("bowl"), racers, 25, edits=edits)

    advance(RunRef(canonical(made({0: "left"}))), 0, 26)  # waits for the other at point 15
    warm = advance(RunRef(canonical(made({0: "right", 1: "left"}))), 16, 20)
    clear_cache()
    cold = advance(RunRef(canonical(made({0: "right", 1: "left"}))), 16, 20)
    assert bits([warm]) == bits([cold])
    assert warm.racers[0][0, 0] > build_race(made({})).advance(26).racers[0][0, 15]
