"""Worker's ``advance``: the same bytes whatever is cached and however the points are requested."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, racer, surface
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.landscape.build import build_race
from engine.run.race import COLUMNS, Race
from engine.run.trajectory import Chunk
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical
from engine.worker.advance import CHECKPOINT_EVERY, MAX_RACES, RunRef, advance, clear_cache

STEPS = 1_200
RACERS = [racer("sgd", lr=1e-3, momentum=0.9), racer("adam", lr=0.05)]


def made(edits: list[dict[str, Any]] | None = None, steps: int = STEPS) -> Experiment:
    return experiment(surface("rosenbrock"), RACERS, steps, edits=edits or [])


def ref(spec: Experiment, checkpoint: tuple[int, bytes] | None = None) -> RunRef:
    return RunRef(canonical(spec), checkpoint)


def bits(chunk: Chunk) -> tuple[Any, ...]:
    return (chunk.start, [rows.tobytes() for rows in chunk.racers], chunk.events, chunk.finished)


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    clear_cache()


@pytest.fixture(scope="module")
def truth() -> list[np.ndarray]:
    return build_race(made()).advance(STEPS + 1).racers


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, STEPS), st.integers(1, 300), st.booleans()), min_size=1, max_size=4))
def test_any_order_of_calls_gives_the_same_bytes(truth: list[np.ndarray], calls: list[Any]) -> None:
    for start, n, cold in calls:
        if cold:
            clear_cache()
        chunk = advance(ref(made()), start, n)
        assert chunk.start == start
        for rows, whole in zip(chunk.racers, truth, strict=True):
            assert rows.tobytes() == whole[:, start : start + n].tobytes()


BASE: dict[str, Any] = {
    "problem": surface("rosenbrock", noise=0.1),
    "racers": [racer("sgd", {"name": "cosine"}, lr=1e-3, momentum=0.9), racer("adam", lr=0.05)],
    "steps": 80,
}
OTHERS: list[dict[str, Any]] = [
    {},
    {"steps": 40},
    {"steps": 81},
    {"seed": 1},
    {"edits": [{"step": 9, "racer": 0, "set": {"lr": 2e-3}}]},
    {"edits": [{"step": 30, "racer": 1, "set": {"lr": 0.1}}]},
    {"racers": [*reversed(BASE["racers"])]},
    {"racers": [BASE["racers"][0]]},
    {"racers": [racer("sgd", {"name": "cosine"}, lr=1e-3, momentum=0.8), BASE["racers"][1]]},
    {"racers": [racer("sgd", {"name": "cosine", "params": {"eta_min": 1e-4}}, lr=1e-3), BASE["racers"][1]]},
    {"problem": surface("rosenbrock", noise=0.1, start=[0.0, 0.5])},
    {"problem": surface("rosenbrock")},
    {"problem": surface("beale", noise=0.1)},
]
"""Fields of an experiment that a person changes while the former race is still cached."""


@cache
def whole(index: int) -> tuple[Any, ...]:
    """The points of one of them, of a race of its own."""
    made = complete(Experiment.model_validate(BASE | OTHERS[index]))
    return made, build_race(made).advance(made.steps + 1)


@pytest.mark.parametrize("index", range(1, len(OTHERS)))
@pytest.mark.parametrize("back", [False, True], ids=["forwards", "back"])
def test_changed_experiment_takes_nothing_from_the_former(index: int, back: bool) -> None:
    """Neither where the cached race stands before the point that is asked for, nor where it is beyond it."""
    former, other = (index, 0) if back else (0, index)
    made, points = whole(other)
    for computed, start in ((8, 8), (8, 12), (20, 12), (40, 0)):
        clear_cache()
        advance(ref(whole(former)[0]), 0, computed)
        chunk = advance(ref(made), start, made.steps + 1)
        for rows, expected in zip(chunk.racers, points.racers, strict=True):
            assert rows.tobytes() == expected[:, start:].tobytes()


def test_edits_leave_earlier_points_unchanged() -> None:
    edits = [{"step": 700, "racer": 1, "set": {"lr": 0.2}}]
    advance(ref(made()), 0, 900)
    warm = advance(ref(made(edits)), 600, 300)
    back = advance(ref(made()), 600, 300)
    clear_cache()
    assert bits(warm) == bits(advance(ref(made(edits)), 600, 300))
    clear_cache()
    assert bits(back) == bits(advance(ref(made()), 600, 300))
    assert warm.racers[1].tobytes() != back.racers[1].tobytes()
    assert warm.racers[0].tobytes() == back.racers[0].tobytes()


def test_run_continues_from_a_checkpoint() -> None:
    first = advance(ref(made()), 0, 400, want_checkpoint=True)
    assert first.checkpoint is not None
    assert first.checkpoint[0] == 400
    whole = advance(ref(made()), 400, 200)
    clear_cache()
    assert bits(advance(ref(made(), first.checkpoint), 400, 200)) == bits(whole)
    clear_cache()
    assert bits(advance(ref(made(), first.checkpoint), 100, 50)) == bits(advance(ref(made()), 100, 50))


def test_budget_stops_early_and_calls_continue() -> None:
    parts, at = [], 0
    while at <= STEPS:
        chunk = advance(ref(made()), at, STEPS + 1, budget_seconds=0.0, want_checkpoint=True)
        assert 0 < chunk.end - at < STEPS
        assert chunk.checkpoint is not None
        assert chunk.checkpoint[0] == chunk.end
        parts.append(chunk)
        at = chunk.end
    assert parts[-1].finished
    joined = np.concatenate([part.racers[0] for part in parts], axis=1)
    clear_cache()
    assert joined.tobytes() == advance(ref(made()), 0, STEPS + 1).racers[0].tobytes()


def test_far_start_is_reached_in_several_calls() -> None:
    expected = advance(ref(made()), 1_000, 50)
    checkpoint, calls = None, 0
    while True:
        clear_cache()
        chunk = advance(ref(made(), checkpoint), 1_000, 50, budget_seconds=0.0, want_checkpoint=True)
        calls += 1
        if chunk.end > 1_000:
            break
        assert not chunk.finished
        assert chunk.checkpoint is not None
        assert checkpoint is None or chunk.checkpoint[0] > checkpoint[0]
        checkpoint = chunk.checkpoint
    assert calls > 5
    size = chunk.racers[0].shape[1]
    assert chunk.racers[0].tobytes() == expected.racers[0][:, :size].tobytes()


def test_no_points_follow_the_end() -> None:
    chunk = advance(ref(made(steps=20)), 21, 10)
    assert chunk.finished
    assert [rows.shape for rows in chunk.racers] == [(len(COLUMNS), 0)] * 2


def test_rewind_does_not_start_from_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    advance(ref(made()), 0, STEPS)
    advanced = []
    original = Race.advance

    def watched(self: Race, points: int) -> Chunk:
        advanced.append(points)
        return original(self, points)

    monkeypatch.setattr(Race, "advance", watched)
    advance(ref(made()), 1_010, 10)
    assert sum(advanced) <= 1_020 - 2 * CHECKPOINT_EVERY


def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Steps at which later calls of ``advance`` start."""
    starts: list[int] = []
    original = Race.advance

    def watched(self: Race, points: int) -> Chunk:
        starts.append(self.step)
        return original(self, points)

    monkeypatch.setattr(Race, "advance", watched)
    return starts


def test_hundred_cached_races_continue_without_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    seats = [experiment(surface("bowl"), RACERS, 40, seed=seat) for seat in range(100)]
    for seat in seats:
        advance(ref(seat), 0, 20)
    starts = begun(monkeypatch)
    for seat in seats:
        advance(ref(seat), 20, 5)
    assert starts == [20] * len(seats)
    assert len(seats) <= MAX_RACES


def test_large_races_evict_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def network(seed: int) -> Experiment:
        wide = {"name": "mlp", "params": {"hidden": [64]}}
        problem = {"kind": "network", "model": wide, "dataset": {"name": "moons"}}
        return experiment(problem, [racer("adam", lr=0.01)], 20, seed=seed)

    monkeypatch.setattr("engine.worker.advance.MAX_BYTES", 10_000_000)
    for seed in range(4):
        advance(ref(network(seed)), 0, 2)
    starts = begun(monkeypatch)
    advance(ref(network(3)), 2, 2)
    advance(ref(network(0)), 2, 2)
    assert starts == [2, 0, 2]  # the last one was cached, the first one is replayed
