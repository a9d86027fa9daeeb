"""Nelder-Mead: iteration by iteration against SciPy's."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import experiment, formula, racer, surface
from network_specs import network_experiment
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.catalog.methods.nelder_mead import NelderMead
from engine.landscape.build import build_problem, build_race
from engine.problems.network import NetworkProblem
from engine.run.race import COLUMNS
from engine.run.racer import RacerRun

Array = NDArray[np.float64]
Loss = Callable[[Array], float]

CASES: list[tuple[dict[str, Any], tuple[float, float], float, Loss]] = [
    (
        surface("rosenbrock"),
        (-1.2, 1.0),
        0.5,
        lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2,
    ),
    (
        surface("himmelblau", start=[0.5, -0.5]),
        (0.5, -0.5),
        0.2,
        lambda p: (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2,
    ),
    (
        surface("rastrigin", start=[3.3, 2.7]),
        (3.3, 2.7),
        2.0,
        lambda p: 20 + p[0] ** 2 - 10 * np.cos(2 * np.pi * p[0]) + p[1] ** 2 - 10 * np.cos(2 * np.pi * p[1]),
    ),
    (  # only a disc has losses: the first simplex shrinks twice before a second corner lies in it
        formula("(x - 0.85)**2 + (y - 0.98)**2 + 0*sqrt(0.01 - (x - 0.9)**2 - (y - 1)**2)", start=[0.9, 1.0]),
        (0.9, 1.0),
        0.3,
        lambda p: (
            (p[0] - 0.85) ** 2 + (p[1] - 0.98) ** 2 + 0 * np.sqrt(0.01 - (p[0] - 0.9) ** 2 - (p[1] - 1) ** 2)
        ),
    ),
]


def scipys(loss: Loss, start: tuple[float, float], size: float, steps: int) -> tuple[Array, list[int]]:
    """Best corner after each iteration, shape (steps, 2), and the losses evaluated until then."""
    corners = np.array(start) + size * np.array([[0, 0], [1, 0], [0, 1]])
    best, spent, count = [], [], 0

    def counted(place: Array) -> float:
        nonlocal count
        count += 1
        return float(loss(place))

    def after(intermediate_result: Any) -> None:
        best.append(intermediate_result.x.copy())
        spent.append(count)

    options = {"initial_simplex": corners, "maxiter": steps + 1, "xatol": 0.0, "fatol": 0.0}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = minimize(counted, corners[0], method="Nelder-Mead", callback=after, options=options)
    assert found.nfev == spent[-1]
    return np.array(best), spent


@pytest.mark.parametrize(("problem", "start", "size", "loss"), CASES)
def test_each_iteration_equals_scipys(
    problem: dict[str, Any], start: tuple[float, float], size: float, loss: Loss
) -> None:
    steps = 50
    chunk = build_race(experiment(problem, [racer("nelder_mead", size=size)], steps)).advance(steps + 1)
    (rows,), (marks,) = chunk.racers, chunk.marks
    best, spent = scipys(loss, start, size, steps)
    assert rows[:2, 1:] == pytest.approx(best.transpose(), rel=1e-12)
    assert rows[COLUMNS.index("queries")].tolist() == [0, *spent]
    assert {1, 2} <= set(np.diff(spent))
    assert set(rows[COLUMNS.index("evaluations")]) == {0}
    for shown in marks:
        with np.errstate(all="ignore"):
            assert shown.values == pytest.approx([loss(place) for place in shown.points], nan_ok=True)


def test_marks_are_corners_and_what_was_tried() -> None:
    chunk = build_race(experiment(surface("bowl"), [racer("nelder_mead", size=0.5)], 2)).advance(3)
    first, second = chunk.marks[0]
    # From (2.5, 1.5): the worst corner (3, 1.5) is reflected to (2, 2), then expanded to (1.5, 2.25), which
    # is lower than (2, 2): 3.65625 against 4.
    assert first.points.tolist() == [[2.5, 1.5], [3, 1.5], [2.5, 2], [2, 2], [1.5, 2.25]]
    assert first.values.tolist() == [4.25, 5.625, 5.125, 4.0, 3.65625]
    assert first.arrows.tolist() == [[3, 1.5, 1.5, 2.25]]
    assert sorted(second.points[:3].tolist()) == [[1.5, 2.25], [2.5, 1.5], [2.5, 2]]
    assert second.arrows[0, :2].tolist() == [2.5, 2]
    assert [shown.ellipse for shown in (first, second)] == [None, None]


def test_network_of_many_weights_equals_scipys() -> None:
    moons = {"name": "moons", "params": {"samples": 60, "test_share": 0.0}}
    made = network_experiment(
        {"name": "mlp", "params": {"hidden": [2]}}, moons, racers=[racer("nelder_mead", size=1.0)], steps=40
    )
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    inputs, targets = problem.inputs.double(), problem.targets

    def loss(place: Array) -> float:
        inner, bias, outer, shift = torch.from_numpy(place).split([4, 2, 4, 2])
        logits = torch.tanh(inputs @ inner.view(2, 2).T + bias) @ outer.view(2, 2).T + shift
        return float(torch.nn.functional.cross_entropy(logits, targets))

    run = RacerRun(problem, made, 0)
    run.advance(40)
    ours = torch.cat([parameter.detach().reshape(-1) for parameter in run.parameters]).double().numpy()
    corners = problem.initial + np.vstack([np.zeros(12), np.eye(12)])
    options = {"initial_simplex": corners, "maxiter": 41, "xatol": 0.0, "fatol": 0.0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = minimize(loss, problem.initial, method="Nelder-Mead", options=options)
    assert ours == pytest.approx(found.x, abs=1e-5)
    assert run.oracle.queries == found.nfev
    assert found.fun < loss(problem.initial) - 0.05


def test_weights_in_several_tensors_need_no_values() -> None:
    parts = [torch.tensor(4.0, dtype=torch.float64), torch.tensor([-3.0], dtype=torch.float64)]
    optimizer = NelderMead(parts, size=0.5)
    losses = [optimizer.step(lambda: (parts[0] - 1) ** 2 + (parts[1][0] + 2) ** 2).item() for _ in range(90)]
    assert torch.stack([parts[0], parts[1][0]]).tolist() == pytest.approx([1.0, -2.0], abs=1e-5)
    assert losses == sorted(losses, reverse=True)
