"""Oracle: what a method is told about the problem, and how its questions are counted."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from dummy_methods import CANDIDATES, added
from engine_builders import experiment, plain_loop, racer, surface, torch_optimizer
from network_specs import network_experiment
from torch.func import jacrev

from engine.catalog.methods.newton import Newton
from engine.landscape.build import build_problem, build_race
from engine.problems.network import NetworkProblem
from engine.run.oracle import RacerOracle
from engine.run.race import COLUMNS
from engine.spec.experiment import Experiment

TINY = {"name": "mlp", "params": {"hidden": [3]}}
MOONS = {"name": "moons", "params": {"samples": 48, "test_share": 0.0}}


@pytest.fixture(scope="module", autouse=True)
def _entries() -> Iterator[None]:
    with added(CANDIDATES):
        yield


def columns(made: Experiment, *names: str) -> list[list[float]]:
    (rows,) = build_race(made).advance(made.steps + 1).racers
    return [rows[COLUMNS.index(name)].tolist() for name in names]


@pytest.mark.parametrize("writing", ["copy", "data", "set"])
def test_closure_evaluates_where_the_weights_are(writing: str) -> None:
    made = experiment(surface("bowl"), [racer("candidates", writing=writing)], 6)
    chunk = build_race(made).advance(7)
    (marks,), (rows,) = chunk.marks, chunk.racers
    assert len(marks) == 6
    here = np.array([2.5, 1.5])
    angles = np.arange(6) * np.pi / 3
    for step, shown in enumerate(marks):
        ring = here + 0.3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        losses = 0.5 * np.square(ring).sum(axis=1)
        assert shown.points == pytest.approx(ring)
        assert shown.values == pytest.approx(losses)
        assert rows[:2, step] == pytest.approx(here)
        here = ring[losses.argmin()]
    assert marks[0].values[0] != pytest.approx(4.25)  # the loss of the place before it moved
    assert rows[COLUMNS.index("evaluations")].tolist() == [0, 6, 12, 18, 24, 30, 36]


def test_noise_reaches_every_kind_of_step() -> None:
    noisy = surface("bowl", noise=0.5)
    racers = [racer("sgd", lr=1.0), racer("lbfgs", lr=1.0, line_search_fn=None), racer("newton")]
    descent, quasi, newton = build_race(experiment(noisy, racers, 5, seed=4)).advance(6).racers
    # On the bowl the gradient is the place and the Hessian is 1: a step of rate 1 leaves minus the noise.
    assert newton[:2, 1:] == pytest.approx(descent[:2, 1:], abs=1e-12)
    assert np.abs(newton[:2, 1:]).min() > 1e-3
    slope = np.array([2.5, 1.5]) - descent[:2, 1]  # of the first step, whose length L-BFGS limits
    assert quasi[:2, 1] == pytest.approx([2.5, 1.5] - min(1.0, 1 / np.abs(slope).sum()) * slope)


def test_random_numbers_follow_seed_racer_and_step() -> None:
    def draws(seed: int, index: int, step: int) -> tuple[float, ...]:
        made = experiment(surface("bowl"), [racer("sgd"), racer("sgd")], 5, seed=seed)
        oracle = RacerOracle(build_problem(made), made, index, None)
        oracle.measure(step, None)
        return tuple(torch.randn(3, generator=oracle.rng()).tolist())

    kinds = [(seed, index, step) for seed in (0, 1) for index in (0, 1) for step in (0, 1, 2)]
    assert len({draws(*kind) for kind in kinds}) == len(kinds)
    assert draws(1, 1, 2) == draws(1, 1, 2)


def test_network_answers_equal_a_functional_reference() -> None:
    made = network_experiment(TINY, MOONS, racers=[racer("sgd")], seed=5)
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    oracle = RacerOracle(problem, made, 0, problem.training())
    batch = torch.tensor([3, 1, 4, 15, 9, 26, 5])
    oracle.measure(0, batch)
    here = torch.cat([parameter.detach().reshape(-1) for parameter in oracle.parameters])

    inputs, targets = problem.inputs[batch], problem.targets[batch]

    def loss(weights: torch.Tensor) -> torch.Tensor:
        inner, bias, outer, shift = weights.split([6, 3, 6, 2])
        hidden = torch.tanh(inputs @ inner.view(3, 2).T + bias)
        return torch.nn.functional.cross_entropy(hidden @ outer.view(2, 3).T + shift, targets)

    dense = jacrev(jacrev(loss))(here)
    assert oracle.hessian().numpy() == pytest.approx(dense.numpy(), abs=1e-5)
    assert np.abs(dense.numpy()).max() > 0.01
    vector = torch.linspace(-1, 1, len(here))
    assert oracle.hvp(vector).numpy() == pytest.approx((dense @ vector).numpy(), abs=1e-5)
    points = here + torch.tensor([[0.0], [0.1], [-2.0]])
    assert oracle.values(points).tolist() == pytest.approx([loss(point).item() for point in points])
    assert oracle.graph().item() == oracle.closure().item() == oracle.loss.item()
    with torch.no_grad():
        oracle.graph()
    assert (oracle.evaluations, oracle.queries) == (len(here) + 1 + 1 + 1, 3 + 1)


def calls_of(name: str, steps: int, **params: Any) -> list[int]:
    """Losses that a plain loop of torch's optimizer computes up to each point, those it records left out."""
    calls: list[int] = []
    count = 0

    def counted(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        nonlocal count
        count += 1
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    plain_loop(
        counted,
        (-1.2, 1.0),
        partial(torch_optimizer, name, **params),
        steps,
        before=lambda step, _: calls.append(count - (step + 1 if name == "lbfgs" else 1)),
    )
    return calls


@pytest.mark.parametrize(("name", "params"), [("sgd", {"lr": 1e-3}), ("adam", {"lr": 0.1}), ("lbfgs", {})])
def test_columns_count_gradients_of_torch(name: str, params: dict[str, Any]) -> None:
    made = experiment(surface("rosenbrock"), [racer(name, **params)], 30)
    evaluations, queries = columns(made, "evaluations", "queries")
    expected = calls_of(name, 30, **made.racers[0].optimizer.params.model_dump())
    assert evaluations[:-1] == expected
    assert expected[20] > 20 if name == "lbfgs" else expected[20] == 20
    assert set(queries) == {0}


def test_columns_count_values_without_gradient() -> None:
    made = experiment(surface("rosenbrock"), [racer("evolution_strategy", population=14)], 6)
    assert columns(made, "evaluations", "queries") == [[0.0] * 7, [14.0 * step for step in range(7)]]


@pytest.mark.parametrize("line_search", [False, True])
def test_columns_count_a_hessian_for_each_weight(line_search: bool) -> None:
    made = experiment(surface("rosenbrock"), [racer("newton", line_search=line_search)], 12)
    evaluations, queries = columns(made, "evaluations", "queries")
    assert evaluations == [3.0 * step for step in range(13)]
    point = torch.tensor((-1.2, 1.0), dtype=torch.float64, requires_grad=True)
    optimizer, tried, expected = Newton([point], line_search=line_search), 0, []

    def closure() -> torch.Tensor:
        nonlocal tried
        tried += not torch.is_grad_enabled()
        x, y = point.unbind()
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    for _ in range(13):
        expected.append(float(tried))
        optimizer.step(closure)
    assert queries == expected
    assert (expected[-1] > 12) == line_search


SPENT: dict[str, tuple[dict[str, Any], Callable[[int], int]]] = {
    "sgd": ({}, lambda _: 1),
    "adam": ({}, lambda _: 1),
    "newton": ({"damping": 1.0}, lambda dim: 1 + dim),
    "evolution_strategy": ({"population": 6}, lambda _: 6),
}
"""Settings, and the number of batches that a step on a network of ``dim`` weights evaluates."""


@pytest.mark.parametrize("name", SPENT)
def test_examples_count_every_evaluated_batch(name: str) -> None:
    params, batches = SPENT[name]
    made = network_experiment(TINY, MOONS, racers=[racer(name, **params)], steps=4, batch_size=20)
    dim = 2 * 3 + 3 + 3 * 2 + 2
    sizes = [20, 20, 8, 20]  # of 48 samples
    expected = (batches(dim) * np.cumsum([0, *sizes])).tolist()
    assert columns(made, "examples") == [expected]


def test_examples_count_the_closures_of_lbfgs() -> None:
    made = network_experiment(TINY, MOONS, racers=[racer("lbfgs")], steps=6, batch_size=24)
    evaluations, examples = columns(made, "evaluations", "examples")
    assert examples == [24 * count for count in evaluations]
    assert evaluations[-1] > 6


def test_examples_count_the_queries_of_a_simplex() -> None:
    made = network_experiment(TINY, MOONS, racers=[racer("nelder_mead")], steps=6, batch_size=24)
    queries, examples, evaluations = columns(made, "queries", "examples", "evaluations")
    assert examples == [24 * count for count in queries]
    assert queries[1] >= 18 + 1  # the corners of the first simplex of 17 weights, and a reflection
    assert set(evaluations) == {0}
