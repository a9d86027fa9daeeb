"""Edits exactly at a boundary: where a race stands, at checkpoints and chunk ends, first and last."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, formula, racer, surface
from network_specs import network_experiment

from engine.landscape.build import build_problem, build_race
from engine.landscape.replay import CHECKPOINT_EVERY, RacerReplay
from engine.problems.projection import flat_weights
from engine.run.race import COLUMNS, Race
from engine.run.racer import RacerRun
from engine.run.trajectory import Chunk
from engine.spec.experiment import Experiment, canonical
from engine.worker import advance as worker
from engine.worker.advance import RunRef, advance, clear_cache
from engine.worker.scan import ScanRequest, evaluate_tile

STEPS = 40
CHUNK, CHECKPOINT = 8, 16
"""Points of a chunk and between two checkpoints, here."""

AT = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 39, 40]
"""Steps of the edit."""

NETWORK_EDITS: list[dict[str, Any]] = [{"lr": 0.5}, {"batch_size": 5}, {"l1": 0.125}, {"dropout": 0.5}]


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POINTS_PER_CHUNK", CHUNK)
    monkeypatch.setattr(worker, "CHECKPOINT_EVERY", CHECKPOINT)
    clear_cache()


def on_surface(*edits: dict[str, Any]) -> Experiment:
    racers = [racer("sgd", {"name": "cosine"}, lr=1e-3, momentum=0.9), racer("adam", lr=0.05)]
    return experiment(surface("rosenbrock", noise=0.1), racers, STEPS, edits=list(edits), seed=3)


RUNNING = {"normalization": "batch", "statistics": "running"}


def on_network(*edits: dict[str, Any], params: dict[str, Any] = RUNNING) -> Experiment:
    return network_experiment(
        {"name": "mlp", "params": {"hidden": [3], **params}},
        {"name": "moons", "params": {"samples": 30}},
        racers=[racer("sgd", {"name": "step", "params": {"step_size": 16}}, lr=0.1, momentum=0.9)],
        steps=STEPS,
        batch_size=7,
        plane={"name": "weights"},
        edits=list(edits),
        seed=3,
    )


def bits(chunk: Chunk) -> tuple[Any, ...]:
    return chunk.start, [rows.tobytes() for rows in chunk.racers], chunk.events, chunk.finished


def cold(made: Experiment, start: int) -> tuple[Any, ...]:
    """What a race without any cache tells of the points from ``start`` on."""
    return _cold(canonical(made), start)


@cache
def _cold(text: str, start: int) -> tuple[Any, ...]:
    race = build_race(Experiment.model_validate_json(text))
    race.advance(start)
    return bits(race.advance(STEPS + 1 - start))


def set_at(step: int, number: int = 0, **values: Any) -> dict[str, Any]:
    return {"step": step, "racer": number, "set": values or {"lr": 0.01}}


@pytest.mark.parametrize("at", AT)
def test_edit_on_a_surface_where_the_race_stands(at: int) -> None:
    edited = on_surface(set_at(at, at % 2))
    expected = cold(edited, at)
    for reached in sorted({max(at - 1, 0), at, at + 1, STEPS + 1}):
        clear_cache()
        passed = advance(RunRef(canonical(on_surface())), 0, reached, want_checkpoint=True).checkpoint
        assert bits(advance(RunRef(canonical(edited)), at, STEPS + 1)) == expected, reached
        clear_cache()
        if passed is not None and passed[0] <= at:
            assert bits(advance(RunRef(canonical(edited), passed), at, STEPS + 1)) == expected, reached


@pytest.mark.parametrize("values", NETWORK_EDITS, ids=lambda values: next(iter(values)))
def test_edit_of_a_network_where_the_race_stands(values: dict[str, Any]) -> None:
    for at in (0, 8, 16, 40):
        edited = on_network(set_at(at, **values))
        expected = cold(edited, at)
        assert expected != cold(on_network(), at)
        for reached in (at, at + 1):
            clear_cache()
            advance(RunRef(canonical(on_network())), 0, reached)
            assert bits(advance(RunRef(canonical(edited)), at, STEPS + 1)) == expected, (at, reached)


@pytest.mark.parametrize(("first", "second"), [(8, 8), (8, 16), (15, 16), (0, 40)])
def test_second_edit_where_the_first_one_led(first: int, second: int) -> None:
    """Taken back, given another value, and put elsewhere, on one warm worker."""
    one, other = set_at(first), set_at(second, lr=0.02)
    variants = [(), (one,), (one, other), (other,), (set_at(first, lr=0.03), other), (one, set_at(second, 1))]
    for number, edits in enumerate([*variants, *reversed(variants)]):
        made = on_surface(*edits)
        for start in (second, first)[number % 2 :]:
            found = bits(advance(RunRef(canonical(made)), start, STEPS + 1))
            assert found == cold(made, start), (edits, start)


@pytest.mark.parametrize("at", AT)
def test_race_takes_an_edit_at_its_own_point(at: int) -> None:
    race = build_race(on_surface())
    race.advance(at)
    edited = on_surface(set_at(at), set_at(at, 1))
    assert race.follows(edited)
    assert not at or not race.follows(on_surface(set_at(at - 1)))
    data = race.checkpoint()
    race.set_edits(edited)
    assert bits(race.advance(STEPS + 1)) == cold(edited, at)
    restored = Race.restore(edited, data, build_problem(edited))
    assert bits(restored.advance(STEPS + 1)) == cold(edited, at)


@pytest.mark.parametrize("at", AT)
def test_edit_is_in_force_from_its_point_on(at: int) -> None:
    def rates(*edits: dict[str, Any]) -> np.ndarray:
        return build_race(on_surface(*edits)).advance(STEPS + 1).racers[1][COLUMNS.index("lr")]

    found = rates(set_at(at, 1, lr=0.25))
    assert found.tolist() == [0.05] * at + [0.25] * (STEPS + 1 - at)


@pytest.mark.parametrize("at", [0, 8, 39])
def test_edit_that_ended_a_racer_can_be_taken_back(at: int) -> None:
    """Without damping Newton's step fails where the Hessian is singular, at the edit's own point."""

    def made(*edits: dict[str, Any]) -> Experiment:
        racers = [racer("newton", damping=1.0), racer("adam", lr=0.05)]
        return experiment(formula("x^2"), racers, STEPS, edits=list(edits))

    ended, plain = made(set_at(at, damping=0.0)), made()
    assert cold(ended, 0) != cold(plain, 0)
    for one in (ended, plain, ended, made(set_at(at, damping=0.5)), plain):
        for start in (at, 0):
            assert bits(advance(RunRef(canonical(one)), start, STEPS + 1)) == cold(one, start)
        race = build_race(ended)
        race.advance(at + 1)
        assert race.follows(one) == (one == ended)


EDGE = CHECKPOINT_EVERY


@pytest.mark.parametrize("at", [EDGE - 1, EDGE, EDGE + 1])
def test_replay_takes_edits_at_its_checkpoints(at: int) -> None:
    made = experiment(
        surface("rosenbrock", noise=0.1), [racer("adam", lr=0.05)], 2 * EDGE + 9, edits=[set_at(at)], seed=3
    )
    run, places = RacerRun(build_problem(made), made, 0), []
    for _ in range(made.steps + 1):
        places.append(flat_weights(run.parameters).tolist())
        run.advance(1)
    replay = RacerReplay(made, 0)
    for step in (EDGE + 1, EDGE, EDGE - 1, EDGE + 2, 0, 2 * EDGE, EDGE, made.steps, EDGE + 1):
        replay.seek(step)
        assert replay.weights.tolist() == places[step], step


@pytest.mark.parametrize(("at", "size"), [(5, 7), (6, 5), (7, 5)])
def test_batch_landscape_takes_a_size_set_at_its_point(at: int, size: int) -> None:
    """The middle of the landscape is the racer; its height is the loss of the step that leaves the point."""
    made = on_network(set_at(6, batch_size=5), params={})
    rows = build_race(made).advance(STEPS + 1).racers[0]
    request = ScanRequest(canonical(made), 3, None, (0, at), False, True)
    heights = evaluate_tile(request, 0)
    height = heights.reshape(-1)[len(heights.reshape(-1)) // 2]
    assert height == pytest.approx(rows[COLUMNS.index("batch_loss"), at], rel=1e-5)
    examples = np.diff(rows[COLUMNS.index("examples")])
    assert examples[at] == size
