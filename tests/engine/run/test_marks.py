"""Marks: what a step shows, in the picture's coordinates, whatever the chunks."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pytest
import torch
from dummy_methods import PAINTER, added
from engine_builders import TORCH, experiment, racer, surface
from network_specs import network_experiment

from engine.core.method import Marks
from engine.landscape.build import build_problem, build_race
from engine.landscape.replay import replay_of
from engine.problems.network import NetworkProblem
from engine.run.marks import MAX_PLACES, project_marks
from engine.run.race import Race
from engine.run.racer import RacerRun
from engine.run.trajectory import Chunk, StepMarks
from engine.spec.experiment import Experiment

STEPS = 30
WIDE = {"name": "mlp", "params": {"hidden": [5]}}
MOONS = {"name": "moons", "params": {"samples": 40}}


@pytest.fixture(scope="module", autouse=True)
def _entries() -> Iterator[None]:
    with added(PAINTER):
        yield


def on_network(*racers: dict[str, Any], **more: Any) -> Experiment:
    return network_experiment(WIDE, MOONS, racers=list(racers), steps=STEPS, **more)


def bits(marks: Sequence[StepMarks]) -> list[Any]:
    parts = [(one.step, one.points, one.values, one.arrows, one.ellipse) for one in marks]
    return [(step, *(None if one is None else one.tobytes() for one in rest)) for step, *rest in parts]


OURS = [
    racer("nelder_mead"),
    racer("evolution_strategy", population=8),
    racer("newton", damping=1.0),
    racer("sgd"),
]


@pytest.mark.parametrize("kind", ["surface", "network"])
def test_marks_do_not_depend_on_chunks(kind: str) -> None:
    made = on_network(*OURS) if kind == "network" else experiment(surface("himmelblau"), OURS, STEPS)
    problem = build_problem(made)
    whole = Race(made, problem).advance(STEPS + 1).marks
    assert [[one.step for one in shown] for shown in whole] == [list(range(STEPS))] * 3 + [[]]
    for size in (1, 7):
        race, chunks = Race(made, problem), []
        while not race.finished:
            chunks.append(race.advance(size))
            assert all(chunks[-1].start <= one.step < chunks[-1].end for one in chain(*chunks[-1].marks))
        joined = [list(chain(*parts)) for parts in zip(*(chunk.marks for chunk in chunks), strict=True)]
        assert [bits(shown) for shown in joined] == [bits(shown) for shown in whole]


def test_torch_optimizers_have_no_marks() -> None:
    chunk = build_race(experiment(surface("bowl"), [racer(name) for name in TORCH], 5)).advance(6)
    assert chunk.marks == [[] for _ in TORCH]


def test_replay_keeps_no_marks() -> None:
    replay = replay_of(experiment(surface("bowl"), [racer("evolution_strategy")], 20), 0)
    replay.seek(15)
    assert replay.racer.drain_marks() == []


@pytest.mark.parametrize("plane", [{"name": "random"}, {"name": "pca"}])
def test_places_on_a_plane_are_least_squares(plane: dict[str, Any]) -> None:
    made = on_network(racer("evolution_strategy", sigma=0.3, population=12), plane=plane)
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    assert problem.axes is not None
    origin, basis = problem.axes.origin.numpy(), problem.axes.directions.numpy().T
    run = RacerRun(problem, made, 0)
    optimizer: Any = run.method.optimizer
    for step in range(20):
        run.advance(1)
        (shown,) = run.drain_marks()
        assert shown.step == step
        population, mean = (part.double().numpy() for part in (optimizer.population, optimizer.mean))
        expected = np.linalg.lstsq(basis, (population - origin).T)[0].T
        assert shown.points == pytest.approx(expected, abs=1e-9)
        assert shown.values == pytest.approx(optimizer.losses.numpy())
        inverse = np.linalg.pinv(basis)
        spread = inverse @ (0.3**2 * np.eye(problem.dim)) @ inverse.T
        place = np.linalg.lstsq(basis, mean - origin)[0]
        assert shown.ellipse == pytest.approx([*place, spread[0, 0], spread[0, 1], spread[1, 1]], abs=1e-9)


def test_ellipse_stays_where_the_row_is() -> None:
    made = on_network(racer("evolution_strategy"))
    (rows,), (marks,) = (getattr(build_race(made).advance(STEPS + 1), part) for part in ("racers", "marks"))
    means = np.array([shown.ellipse[:2] for shown in marks if shown.ellipse is not None])
    assert means == pytest.approx(rows[:2, :-1].transpose(), abs=1e-5)
    assert np.ptp(means[:, 0]) > 1e-3


def test_arrows_and_a_whole_covariance_are_projected() -> None:
    made = on_network(racer("sgd"), plane={"name": "random"})
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    assert problem.axes is not None
    generator = torch.Generator().manual_seed(3)
    dim = problem.dim
    root = torch.randn(dim, dim, generator=generator, dtype=torch.float64)
    arrows = torch.randn(4, 2, dim, generator=generator, dtype=torch.float64)
    mean = torch.randn(dim, generator=generator, dtype=torch.float64)
    shown = project_marks(7, Marks(arrows=arrows, mean=mean, covariance=root @ root.t()), problem.projector)
    assert shown is not None
    basis, origin = problem.axes.directions.numpy().T, problem.axes.origin.numpy()
    inverse = np.linalg.pinv(basis)
    ends = (arrows.numpy() - origin) @ inverse.T
    assert shown.arrows == pytest.approx(ends.reshape(4, 4))
    spread = inverse @ root.numpy() @ root.numpy().T @ inverse.T
    place = inverse @ (mean.numpy() - origin)
    assert shown.ellipse == pytest.approx([*place, spread[0, 0], spread[0, 1], spread[1, 1]])
    assert (shown.step, shown.points.shape, shown.values.shape) == (7, (0, 2), (0,))


def test_marks_keep_their_numbers_when_memory_is_reused() -> None:
    chunk = build_race(experiment(surface("bowl"), [racer("painter")], 9)).advance(10)
    for step, shown in enumerate(chunk.marks[0]):
        assert shown.points.tolist() == [[step, step]] * 2
        assert shown.values.tolist() == [step, step]
        assert shown.ellipse is not None
        assert shown.ellipse.tolist() == [step] * 5
    assert len(chunk.marks[0]) == 9


@pytest.mark.parametrize("size", [1, 5, 31])
def test_marks_behind_a_divergence_are_dropped(size: int) -> None:
    # The gradient is not finite at point 6; in a block of points that is found only at its end.
    race, chunks = build_race(on_network(racer("painter", poison=5), racer("painter"))), []
    while not race.finished:
        chunks.append(race.advance(size))
    assert sum(chunk.racers[0].shape[1] for chunk in chunks) == 6
    steps = [[one.step for chunk in chunks for one in chunk.marks[number]] for number in (0, 1)]
    assert steps == [list(range(6)), list(range(STEPS))]
    assert [event.name for chunk in chunks for event in chunk.events if event.racer == 0][-1] == "diverged"


def test_marks_of_a_step_to_nowhere_stay() -> None:
    item = racer("newton", lr=1e6)
    chunk: Chunk = build_race(experiment(surface("rosenbrock"), [item], STEPS)).advance(STEPS + 1)
    points = chunk.racers[0].shape[1]
    assert points < STEPS
    assert [one.step for one in chunk.marks[0]] == list(range(points))


def test_large_population_shows_its_first_places() -> None:
    problem = build_problem(experiment(surface("bowl"), [racer("sgd")], 1))
    places = torch.rand(2 * MAX_PLACES, 2, dtype=torch.float64)
    shown = project_marks(0, Marks(points=places, values=places[:, 0]), problem.projector)
    assert shown is not None
    assert shown.points.tolist() == places[:MAX_PLACES].tolist()
    assert shown.values.tolist() == places[:MAX_PLACES, 0].tolist()
