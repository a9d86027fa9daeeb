"""Penalized landscapes: the loss on a grid with weight decay and L1, against the weights at each place."""

from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, racer, surface
from network_specs import MLP, network_experiment

from engine.core.penalty import Penalty
from engine.landscape.build import build_problem
from engine.landscape.grid import describe, grid, scan_tile, tiles

RESOLUTION = 5
PENALTIES = [{"weight_decay": 0.5}, {"l1": 0.25}, {"weight_decay": 0.125, "l1": 2.0}]


def heights(problem: Any, penalty: Penalty | None) -> np.ndarray:
    """The whole grid, tile by tile."""
    z = np.full((RESOLUTION, RESOLUTION), np.nan)
    for index, tile in enumerate(tiles(RESOLUTION)):
        z[np.ix_(tile.rows, tile.columns)] = scan_tile(problem, problem.domain, RESOLUTION, index, penalty)
    return z


@pytest.mark.parametrize("given", PENALTIES)
def test_both_weights_of_a_surface_are_penalized(given: dict[str, float]) -> None:
    problem = build_problem(experiment(surface("booth"), [racer("sgd")], 5))
    plain, penalty = grid(problem, RESOLUTION).z, Penalty(**given)
    (left, right), (low, high) = problem.domain
    x, y = np.meshgrid(np.linspace(left, right, RESOLUTION), np.linspace(low, high, RESOLUTION))
    added = penalty.weight_decay / 2 * (x**2 + y**2) + penalty.l1 * (abs(x) + abs(y))
    assert heights(problem, penalty) == pytest.approx(plain + added, rel=1e-12)


@pytest.mark.parametrize("given", PENALTIES)
def test_all_weights_of_a_network_are_penalized(given: dict[str, float]) -> None:
    spec = network_experiment(MLP, "moons", racers=[racer("sgd")], plane={"name": "random"})
    problem, penalty = build_problem(spec), Penalty(**given)
    added = heights(problem, penalty) - heights(problem, None)
    assert problem.axes is not None
    first, second = problem.axes.directions.double().numpy()
    origin = problem.axes.origin.double().numpy()
    (left, right), (low, high) = problem.domain
    for row, b in enumerate(np.linspace(low, high, RESOLUTION)):
        for column, a in enumerate(np.linspace(left, right, RESOLUTION)):
            weights = origin + a * first + b * second
            wanted = penalty.weight_decay / 2 * (weights @ weights) + penalty.l1 * abs(weights).sum()
            assert added[row, column] == pytest.approx(wanted, rel=1e-5)


def test_no_minima_are_known_with_a_penalty() -> None:
    problem = build_problem(experiment(surface("booth"), [racer("sgd")], 5))
    assert describe(problem).minima
    assert describe(problem, penalty=Penalty(l1=0.5)).minima == []
