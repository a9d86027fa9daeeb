"""Waiting: a method asks a person, the race stops at its point, and an answer lets it go on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pytest
from dummy_methods import ASKING, added
from engine_builders import experiment, racer, surface
from network_specs import network_experiment

from engine.landscape.build import build_problem, build_race
from engine.landscape.guide_path import record_path
from engine.landscape.replay import RacerReplay
from engine.run.race import COLUMNS, Race
from engine.run.racer import RacerRun
from engine.run.trajectory import Chunk, Waiting
from engine.spec.experiment import Experiment

QUESTION = {"text": "Which way?"}
WAYS = ["left", "right", "right", "left"]
"""Answers at steps 5, 10, 15 and 20."""


@pytest.fixture(scope="module", autouse=True)
def _entries() -> Iterator[None]:
    with added(ASKING, replace(ASKING, name="asking_too")):
        yield


def answers(ways: Sequence[str], racer: int | None = None) -> list[dict[str, Any]]:
    who = {} if racer is None else {"racer": racer}
    return [{"step": 5 * k, **who, "answer": {"way": way}} for k, way in enumerate(ways, 1)]


RATES = [
    {"step": 5, "racer": 0, "set": {"rate": 0.2}},
    {"step": 12, "racer": 1, "set": {"lr": 0.02}},
    {"step": 15, "racer": 0, "set": {"size": 0.2}},
]
"""Edits beside the answers: some at the very points where the racer waits."""


def on_surface(ways: Sequence[str], edits: Sequence[Mapping[str, Any]] = RATES) -> Experiment:
    racers = [racer("asking"), racer("sgd", lr=0.05, momentum=0.5), racer("evolution_strategy")]
    edits = [*edits, *answers(ways)]
    return experiment(surface("bowl", noise=0.2), racers, 24, edits=edits)


def on_network(ways: Sequence[str], edits: Sequence[Mapping[str, Any]] = RATES) -> Experiment:
    params = {"hidden": [6, 6], "normalization": "batch", "statistics": "running", "dropout": 0.2}
    more = [
        {"step": 5, "racer": 0, "set": {"dropout": 0.4}},
        {"step": 10, "racer": 0, "set": {"batch_size": 7}},
    ]
    return network_experiment(
        {"name": "mlp", "params": params},
        {"name": "moons", "params": {"samples": 60}},
        racers=[racer("asking"), racer("sgd", lr=0.05)],
        steps=24,
        plane={"name": "random"},
        batch_size=11,
        edits=[*edits, *more, *answers(ways)],
    )


def bits(chunk: Chunk) -> list[Any]:
    marks = [
        [(one.step, one.points.tobytes(), one.values.tobytes()) for one in shown] for shown in chunk.marks
    ]
    return [[rows.tobytes() for rows in chunk.racers], chunk.events, marks]


def gathered(chunks: Sequence[Chunk]) -> list[Any]:
    """What ``bits`` gives of all chunks together."""
    rows = [np.concatenate(parts, axis=1) for parts in zip(*(chunk.racers for chunk in chunks), strict=True)]
    marks = [list(chain(*parts)) for parts in zip(*(chunk.marks for chunk in chunks), strict=True)]
    events = [event for chunk in chunks for event in chunk.events]
    return bits(Chunk(0, rows, events, chunks[-1].finished, marks=marks))


def test_race_stops_where_somebody_asks() -> None:
    race = build_race(on_surface([]))
    chunk = race.advance(25)
    assert [rows.shape[1] for rows in chunk.racers] == [6, 6, 6]
    assert chunk.waiting == race.waiting == Waiting(5, 0, QUESTION)
    assert (chunk.start, chunk.end, race.step) == (0, 6, 6)
    assert not chunk.finished
    again = race.advance(7)
    assert [rows.shape[1] for rows in again.racers] == [0, 0, 0]
    assert (again.start, again.waiting, again.events) == (6, chunk.waiting, [])


def test_answer_lets_the_race_go_on() -> None:
    race = build_race(on_surface([]))
    race.advance(25)
    answered = on_surface(["left"])
    assert race.follows(answered)
    race.set_edits(answered)
    chunk = race.advance(25)
    assert (chunk.start, chunk.end) == (6, 11)
    assert chunk.waiting == Waiting(10, 0, QUESTION)
    race.set_edits(on_surface(WAYS))
    assert race.advance(25).finished
    assert race.waiting is None


def test_rows_equal_a_loop_by_hand() -> None:
    racers = [racer("asking", rate=0.1, size=0.5)]
    made = experiment(surface("bowl"), racers, 12, edits=answers(["left", "right"]))
    chunk = build_race(made).advance(13)
    place, sides, expected = np.array([2.5, 1.5]), 0, []
    for step in range(13):
        expected.append(place)
        if step in (5, 10):
            side = {5: -1, 10: 1}[step]
            sides += side
            place = place + np.array([0.5 * side, 0.0])
        else:
            place = place - 0.1 * place + np.array([0.005 * sides, 0.0])
    (rows,) = chunk.racers
    assert rows[:2] == pytest.approx(np.array(expected).T, rel=1e-12)
    asked = np.searchsorted([5, 10], np.arange(13))  # questions before each point
    assert rows[COLUMNS.index("evaluations")].tolist() == (np.arange(13) - asked).tolist()
    assert rows[COLUMNS.index("queries")].tolist() == (2 * asked).tolist()
    assert [shown.step for shown in chunk.marks[0]] == [5, 10]
    assert chunk.marks[0][0].values == pytest.approx(
        [0.5 * ((expected[5][0] + side) ** 2 + expected[5][1] ** 2) for side in (-0.5, 0.5)]
    )


@pytest.mark.parametrize("problem", [on_surface, on_network])
@pytest.mark.parametrize("size", [1, 4, 25])
def test_answers_one_by_one_equal_all_at_once(problem: Any, size: int) -> None:
    whole = build_race(problem(WAYS)).advance(25)
    assert whole.finished
    race, chunks, known = build_race(problem([])), [], 0
    while not race.finished:
        chunks.append(race.advance(size))
        if race.waiting is not None:
            assert race.waiting.step == 5 * (known + 1)
            chunks.append(race.advance(size))  # once more without an answer, which must change nothing
            known += 1
            race.set_edits(problem(WAYS[:known]))
    assert known == 4
    assert gathered(chunks) == bits(whole)


@pytest.mark.parametrize("problem", [on_surface, on_network])
def test_neighbours_equal_those_of_a_race_without_questions(problem: Any) -> None:
    made = problem(WAYS)
    edits = [edit for edit in made.edits if edit.racer == 1]
    moved = [edit.model_copy(update={"racer": 0}) for edit in edits]
    alone = made.model_copy(update={"racers": made.racers[1:2], "edits": moved})
    (rows,) = build_race(alone).advance(25).racers
    assert build_race(made).advance(25).racers[1].tobytes() == rows.tobytes()


@pytest.mark.parametrize("problem", [on_surface, on_network])
@pytest.mark.parametrize("resumes", [False, True])
def test_checkpoint_while_waiting_restores(problem: Any, resumes: bool) -> None:
    whole = build_race(problem(WAYS)).advance(25)
    race = build_race(problem(WAYS[:1]))
    head = race.advance(25)
    if resumes:
        race.advance(3)
    data = race.checkpoint()
    unanswered = Race.restore(problem(WAYS[:1]), data, build_problem(problem([])))
    assert unanswered.waiting == race.waiting == Waiting(10, 0, QUESTION)
    assert unanswered.checkpoint() == data
    assert unanswered.advance(9).waiting == race.waiting
    again = Race.restore(problem(WAYS), data, build_problem(problem([])))
    assert gathered([head, again.advance(25)]) == bits(whole)


@pytest.mark.parametrize("problem", [on_surface, on_network])
@pytest.mark.parametrize("step", [0, 5, 6, 13])
def test_checkpoint_between_questions_restores(problem: Any, step: int) -> None:
    made = problem(WAYS)
    race = build_race(made)
    head = race.advance(step)
    again = Race.restore(made, race.checkpoint(), build_problem(made))
    assert gathered([head, again.advance(25)]) == bits(build_race(made).advance(25))


TWO = [racer("asking"), racer("asking_too", rate=0.3)]


def both(*edits: dict[str, Any], steps: int = 12) -> Experiment:
    return experiment(surface("bowl"), TWO, steps, edits=list(edits))


def answer(who: int | None, way: str, step: int = 5) -> dict[str, Any]:
    return {"step": step, "answer": {"way": way}} | ({} if who is None else {"racer": who})


def test_answer_of_another_racer_does_not_count() -> None:
    race = build_race(both(answer(0, "left")))
    chunk = race.advance(13)
    assert chunk.waiting == Waiting(5, 1, QUESTION)
    assert [rows.shape[1] for rows in chunk.racers] == [6, 6]
    race.set_edits(both(answer(0, "left"), answer(1, "right")))
    assert race.advance(13).waiting == Waiting(10, 0, QUESTION)
    first, second = build_race(both(answer(0, "left"), answer(1, "right"))).advance(13).racers
    assert first[0, 6] < first[0, 5]
    assert second[0, 6] > second[0, 5]


def test_answer_for_all_reaches_every_racer() -> None:
    chunk = build_race(both(answer(None, "left"))).advance(13)
    assert chunk.waiting == Waiting(10, 0, QUESTION)
    assert all(rows[0, 6] == pytest.approx(rows[0, 5] - 0.5) for rows in chunk.racers)


def test_changed_answer_that_was_taken_is_not_followed() -> None:
    race = build_race(both(answer(0, "left")))
    race.advance(13)
    assert race.follows(both(answer(0, "left"), answer(1, "left")))
    assert not race.follows(both(answer(0, "right"), answer(1, "left")))
    assert not race.follows(both(answer(1, "left")))
    assert not race.follows(both(answer(None, "right")))
    assert not race.follows(both(answer(0, "left"), {"step": 5, "racer": 1, "set": {"rate": 0.1}}))


def test_others_end_while_a_racer_waits() -> None:
    racers = [racer("asking", every=9, rate=1e-3), racer("sgd", lr=1e6)]
    race = build_race(experiment(surface("rosenbrock"), racers, 12))
    chunk = race.advance(13)
    assert chunk.waiting == Waiting(9, 0, QUESTION)
    assert chunk.racers[1].shape[1] < 10
    assert "diverged" in [event.name for event in chunk.events if event.racer == 1]


def test_racer_that_has_ended_does_not_wait() -> None:
    made = network_experiment(
        {"name": "mlp", "params": {"hidden": [3]}}, {"name": "moons"}, racers=[racer("asking", poison=4)]
    )
    run = RacerRun(build_problem(made), made, 0)
    rows, events = run.advance(20)  # points are recorded in blocks: that it has ended is found when it asks
    assert (run.ended, run.waiting, run.step) == (True, None, 5)
    assert rows.shape[1] == 5
    assert (events[0].name, events[-1].name) == ("at_start", "diverged")


@pytest.mark.parametrize("problem", [on_surface, on_network])
def test_replay_ends_where_the_run_waits(problem: Any) -> None:
    replay = RacerReplay(problem(WAYS[:1]), 0)
    for target in (24, 11, 10, 24):
        replay.seek(target)
        assert replay.racer.step == 10
    assert replay.racer.waiting == QUESTION
    weights = replay.weights
    replay.seek(3)
    assert replay.racer.step == 3
    replay.seek(10)
    assert replay.weights.tobytes() == weights.tobytes()
    answered = RacerReplay(problem(WAYS), 0)
    answered.seek(24)
    assert answered.racer.step == 24


@pytest.mark.parametrize("problem", [on_surface, on_network])
def test_guide_path_ends_where_the_run_waits(problem: Any) -> None:
    made = problem(WAYS[:1], [])
    path, steps, _ = record_path(build_problem(made), made)
    assert steps == list(range(11))
    longer, steps, _ = record_path(build_problem(made), problem(WAYS, []))
    assert steps == list(range(25))
    assert longer[:11].tobytes() == path.tobytes()


def test_plane_follows_the_path_before_an_answer() -> None:
    def made(ways: Sequence[str]) -> Experiment:
        return network_experiment(
            {"name": "mlp", "params": {"hidden": [3]}},
            {"name": "moons", "params": {"samples": 40}},
            racers=[racer("asking")],
            steps=12,
            edits=answers(ways),
            plane={"name": "pca", "params": {"guide": "racers"}},
        )

    first, second = (build_race(made(ways)).advance(13).racers[0] for ways in ([], ["left", "right"]))
    assert first[:, :6].tobytes() == second[:, :6].tobytes()
    assert second.shape[1] == 13
