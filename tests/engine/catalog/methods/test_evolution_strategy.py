"""Evolution strategy: its estimate against the closed form of the blurred landscape, and its numbers."""

from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import experiment, racer, surface
from network_specs import network_experiment
from numpy.typing import NDArray
from scipy import stats

from engine.catalog.methods.evolution_strategy import EvolutionStrategy
from engine.landscape.build import build_problem, build_race
from engine.problems.network import NetworkProblem
from engine.run.race import COLUMNS
from engine.run.racer import RacerRun
from engine.run.trajectory import Chunk

Array = NDArray[np.float64]


def rastrigin(points: torch.Tensor) -> torch.Tensor:
    return (10 + points**2 - 10 * torch.cos(2 * torch.pi * points)).sum(1)


def run(steps: int = 40, racers: int = 1, seed: int = 0, start: Any = None, **params: Any) -> Chunk:
    problem = surface("rastrigin", start=start or [3.3, 2.7])
    made = experiment(problem, [racer("evolution_strategy", **params)] * racers, steps, seed=seed)
    return build_race(made).advance(steps + 1)


def estimate(place: list[float], sigma: float, seed: int) -> Array:
    """The move of one step of rate 1, against the slope."""
    weights = torch.tensor(place, dtype=torch.float64)
    optimizer = EvolutionStrategy([weights], lr=1.0, sigma=sigma, population=20_000, seed=seed)
    optimizer.step(lambda: torch.tensor(torch.nan), rastrigin)
    return np.array(place) - weights.numpy()


@pytest.mark.parametrize("sigma", [0.08, 0.15, 0.4])
@pytest.mark.parametrize("place", [[3.3, 2.7], [-0.8, 4.1]])
def test_estimate_is_the_blurred_gradient(place: list[float], sigma: float) -> None:
    mean = np.mean([estimate(place, sigma, seed) for seed in range(12)], axis=0)
    x = np.array(place)
    shrink = np.exp(-2 * np.pi**2 * sigma**2)  # the mean of cos over a normal distribution
    exact = 2 * x + 20 * np.pi * shrink * np.sin(2 * np.pi * x)
    assert np.linalg.norm(mean - exact) < 0.02 * np.linalg.norm(exact)
    sharp = 2 * x + 20 * np.pi * np.sin(2 * np.pi * x)
    assert np.linalg.norm(mean - sharp) > 0.04 * np.linalg.norm(sharp)


def test_step_follows_from_the_marks_alone() -> None:
    chunk = run(lr=0.003, sigma=0.3, population=12)
    (rows,), (marks,) = chunk.racers, chunk.marks
    assert [shown.step for shown in marks] == list(range(40))
    for step, shown in enumerate(marks):
        here, points = rows[:2, step], shown.points
        assert points[:6] + points[6:] == pytest.approx(np.tile(2 * here, (6, 1)), rel=1e-12)
        assert shown.values == pytest.approx(rastrigin(torch.from_numpy(points)).numpy(), rel=1e-12)
        away = (points[:6] - here) / 0.3
        slope = ((shown.values[:6] - shown.values[6:])[:, None] / 0.6 * away).mean(axis=0)
        assert rows[:2, step + 1] == pytest.approx(here - 0.003 * slope, rel=1e-9)
        assert shown.ellipse == pytest.approx([*here, 0.09, 0.0, 0.09], rel=1e-12)
    assert np.abs(rows[:2, -1] - rows[:2, 0]).max() > 0.1


def test_edits_of_rate_and_width_count_at_once() -> None:
    edits = [{"step": 3, "racer": 0, "set": {"sigma": 0.1, "lr": 0.0}}]
    made = experiment(surface("bowl"), [racer("evolution_strategy", lr=0.1, sigma=0.2)], 6, edits=edits)
    chunk = build_race(made).advance(7)
    widths = [shown.ellipse[2] for shown in chunk.marks[0] if shown.ellipse is not None]
    assert widths == pytest.approx([0.04] * 3 + [0.01] * 3)
    assert len(set(chunk.racers[0][0].tolist())) == 4
    assert chunk.racers[0][COLUMNS.index("lr")].tolist() == [0.1] * 3 + [0.0] * 4


def test_population_is_standard_normal_around_the_ball() -> None:
    chunk = run(steps=150, lr=1e-4, sigma=0.2, population=200)
    rows, marks = chunk.racers[0], chunk.marks[0]
    drawn = np.concatenate([(shown.points[:100] - rows[:2, k]) / 0.2 for k, shown in enumerate(marks)])
    error = 1 / np.sqrt(len(drawn))
    assert np.abs(drawn.mean(axis=0)).max() < 4 * error
    assert np.cov(drawn.T) == pytest.approx(np.eye(2), abs=6 * error)
    assert stats.kstest(drawn.reshape(-1), "norm").pvalue > 1e-3
    steps = drawn.reshape(150, 200)
    between = np.corrcoef(steps)[np.triu_indices(150, 1)]  # consecutive seeds must not repeat one another
    assert np.abs(between).max() < 6 / np.sqrt(200)


def test_draws_differ_between_racers_and_seeds() -> None:
    first, again, other = run(racers=2), run(racers=2), run(racers=2, seed=1)
    places = [chunk.marks[index][0].points for chunk in (first, other) for index in (0, 1)]
    for index, place in enumerate(places):
        assert all(np.abs(place - further).max() > 0.01 for further in places[index + 1 :])
    for ours, theirs in zip(first.racers, again.racers, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    assert run(racers=1).racers[0].tobytes() == first.racers[0].tobytes()


@pytest.mark.parametrize(("sigma", "least", "most"), [(0.6, 98, 100), (0.05, 0, 9)])
def test_wide_population_finds_the_global_basin(sigma: float, least: int, most: int) -> None:
    starts = np.random.default_rng(7).uniform(-5.12, 5.12, (100, 2))
    reached = 0
    for seed, start in enumerate(starts):
        weights = torch.from_numpy(start.copy())
        optimizer = EvolutionStrategy([weights], lr=0.03, sigma=sigma, population=40, seed=seed)
        for _ in range(120):
            optimizer.step(lambda: torch.tensor(torch.nan), rastrigin)
        reached += bool(weights.abs().max() < 0.5)
    assert least <= reached <= most


def test_network_step_follows_a_dense_reference() -> None:
    moons = {"name": "moons", "params": {"samples": 60, "test_share": 0.0}}
    item = racer("evolution_strategy", lr=0.2, sigma=0.3, population=10)
    made = network_experiment({"name": "mlp", "params": {"hidden": [2]}}, moons, racers=[item], steps=9)
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    optimizer: Any
    run = RacerRun(problem, made, 0)
    optimizer, weights = run.method.optimizer, problem.initial.copy()
    for _ in range(9):
        run.advance(1)
        points = optimizer.population.double().numpy()
        inner, bias, outer, shift = np.split(points, [4, 6, 10], axis=1)
        hidden = np.tanh(
            np.einsum("pij,nj->pni", inner.reshape(-1, 2, 2), problem.inputs.numpy()) + bias[:, None]
        )
        logits = np.einsum("pij,pnj->pni", outer.reshape(-1, 2, 2), hidden) + shift[:, None]
        chosen = np.take_along_axis(logits, problem.targets.numpy()[None, :, None], axis=2)[..., 0]
        losses = (np.log(np.exp(logits).sum(axis=2)) - chosen).mean(axis=1)
        away = (points[:5] - weights) / 0.3
        weights = weights - 0.2 * ((losses[:5] - losses[5:])[:, None] / 0.6 * away).mean(axis=0)
        ours = torch.cat([parameter.detach().reshape(-1) for parameter in run.parameters])
        assert ours.numpy() == pytest.approx(weights, abs=1e-5)
    assert np.abs(weights - problem.initial).max() > 0.01
