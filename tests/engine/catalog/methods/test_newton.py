"""Newton's method: closed forms, a hand-written loop, published figures and dense Hessians."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import experiment, formula, racer, surface
from hypothesis import given, settings
from hypothesis import strategies as st
from network_specs import network_experiment
from numpy.typing import NDArray
from torch.func import jacrev

from engine.catalog.methods.newton import Newton
from engine.catalog.surfaces import SURFACES
from engine.landscape.build import build_problem, build_race
from engine.problems.network import NetworkProblem
from engine.run.race import COLUMNS
from engine.run.racer import RacerRun
from engine.run.trajectory import Chunk
from engine.spec.experiment import Experiment

Array = NDArray[np.float64]


def run(made: Experiment) -> Chunk:
    return build_race(made).advance(made.steps + 1)


def path(problem: dict[str, Any], steps: int, **params: Any) -> Array:
    """x, y and loss of Newton's method, shape (3, points)."""
    return run(experiment(problem, [racer("newton", **params)], steps)).racers[0][:3]


@pytest.mark.parametrize("condition", [1e2, 1e4, 1e6])
@pytest.mark.parametrize("degrees", [0, 30, 45, 77])
def test_one_step_solves_any_quadratic(condition: float, degrees: int) -> None:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    bowl = f"0.5 * (({c!r}*x + {s!r}*y)**2 + {condition!r} * ({c!r}*y - {s!r}*x)**2)"
    places = path(formula(bowl, start=[2.5, 0.5]), 1)
    assert np.abs(places[:2, 1]).max() < 1e-9
    assert np.abs(places[:2, 0]).max() == 2.5


def rosenbrock_loop(steps: int) -> Array:
    """Newton's method with derivatives by hand."""
    place, rows = np.array([-1.2, 1.0]), []
    for _ in range(steps + 1):
        x, y = place
        rows.append([x, y, (1 - x) ** 2 + 100 * (y - x * x) ** 2])
        slope = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        hessian = np.array([[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]])
        place = place - np.linalg.solve(hessian, slope)
    return np.array(rows).T


def test_rosenbrock_goes_through_the_published_losses() -> None:
    places = path(surface("rosenbrock"), 5)
    assert places[2] == pytest.approx([24.2, 4.73, 1.41e3, 0.0560, 0.313, 1.85e-11], rel=1e-2)
    assert places[:2] == pytest.approx(rosenbrock_loop(5)[:2], rel=1e-9)
    assert places[2, :5] == pytest.approx(rosenbrock_loop(5)[2, :5], rel=1e-9)


def test_pure_step_goes_to_the_saddle() -> None:
    places = path(formula("x**2 - y**2 + y**4/4", start=[1.0, 0.1]), 3)
    assert np.abs(places[:2, 3]).max() < 1e-15
    assert places[2, 3] == pytest.approx(0.0, abs=1e-15)  # the minima are at y = +-sqrt 2, where it is -1


def test_line_search_leaves_the_saddle_for_a_minimum() -> None:
    places = path(formula("x**2 - y**2 + y**4/4", start=[1.0, 0.1]), 30, line_search=True)
    assert np.abs(places[:2, -1]) == pytest.approx([0.0, math.sqrt(2)], abs=1e-6)
    assert places[2, -1] == pytest.approx(-1.0)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SURFACES.names),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    st.sampled_from([1.0, 0.3, 50.0]),
    st.sampled_from([0.0, 0.1]),
)
def test_line_search_never_raises_the_loss(
    name: str, shares: tuple[float, float], lr: float, damping: float
) -> None:
    domain = SURFACES.named(name).domain
    start = [low + share * (high - low) for share, (low, high) in zip(shares, domain, strict=True)]
    losses = path(surface(name, start=start), 12, lr=lr, damping=damping, line_search=True)[2]
    assert all(after <= before for before, after in pairwise(losses.tolist()))


def test_share_and_damping_follow_the_closed_form() -> None:
    places = path(surface("ellipse10"), 8, lr=0.7, damping=3.0)  # curvatures 1 and 10
    shrinks = 1 - 0.7 * np.array([1 / (1 + 3.0), 10 / (10 + 3.0)])
    expected = np.array([2.5, 1.2])[:, None] * shrinks[:, None] ** np.arange(9)
    assert places[:2] == pytest.approx(expected, rel=1e-12)


def test_large_damping_tends_to_gradient_descent() -> None:
    damped = path(surface("rosenbrock"), 20, lr=2e5, damping=1e9)
    (descent,) = run(experiment(surface("rosenbrock"), [racer("sgd", lr=2e-4)], 20)).racers
    move = np.linalg.norm(descent[:2, -1] - descent[:2, 0])
    assert move > 0.1
    assert damped[:2] == pytest.approx(descent[:2], abs=1e-4 * move)


@pytest.mark.parametrize("expression", ["x**2 + 0*y", "x + 2*y", "(x + y)**2"])
def test_singular_hessian_ends_its_own_racer_alone(expression: str) -> None:
    problem = formula(expression, start=[2.0, 1.0])
    chunk = run(experiment(problem, [racer("newton"), racer("sgd", lr=0.01)], 30))
    assert [rows.shape[1] for rows in chunk.racers] == [1, 31]
    first, last = [event for event in chunk.events if event.racer == 0]
    assert first.name == "at_start"
    assert (last.name, last.step) == ("finished", 0)
    assert "Hessian has no inverse" in last.sentence
    assert last.sentence.endswith(".")


def test_damping_makes_a_singular_hessian_regular() -> None:
    places = path(formula("x**2 + 0*y", start=[2.0, 1.0]), 3, damping=2.0)
    assert places[0] == pytest.approx([2.0, 1.0, 0.5, 0.25])
    assert set(places[1]) == {1.0}


def test_arrow_ends_at_the_models_stationary_point() -> None:
    chunk = run(experiment(surface("rosenbrock"), [racer("newton", lr=0.5)], 3))
    rows, marks = chunk.racers[0], chunk.marks[0]
    for step in range(3):
        here, there = rows[:2, step], rows[:2, step + 1]
        assert marks[step].arrows == pytest.approx(np.concatenate([here, 2 * there - here])[None], rel=1e-12)


def test_line_is_fitted_in_one_step() -> None:
    made = network_experiment("line", "diabetes", racers=[racer("newton")], steps=1)
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    inputs, targets = problem.inputs[:, 0].double().numpy(), problem.targets.double().numpy().reshape(-1)
    design = np.stack([inputs, np.ones_like(inputs)], axis=1)
    slope, intercept = np.linalg.lstsq(design, targets)[0]
    (rows,) = run(made).racers
    assert rows[:2, 1] == pytest.approx([slope, intercept], abs=1e-5)
    assert np.abs(rows[:2, 0] - rows[:2, 1]).max() > 0.1


def test_logistic_neuron_follows_its_dense_hessian() -> None:
    start = [0.0, 0.0]  # farther away the pure step overshoots
    made = network_experiment(
        "logistic_neuron", "breast_cancer", racers=[racer("newton")], steps=5, start=start
    )
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    inputs, targets = problem.inputs[:, 0].double(), problem.targets.double().reshape(-1)

    def loss(place: torch.Tensor) -> torch.Tensor:
        logits = place[0] * inputs + place[1]
        return torch.nn.functional.softplus((1 - 2 * targets) * logits).mean()

    (rows,) = run(made).racers
    place = torch.tensor(rows[:2, 0])
    for step in range(5):
        place = place - torch.linalg.solve(jacrev(jacrev(loss))(place), jacrev(loss)(place))
        assert rows[:2, step + 1] == pytest.approx(place.numpy(), rel=1e-3)
    assert np.abs(rows[:2, 5]).min() > 0.5


def test_network_step_equals_one_of_a_dense_hessian() -> None:
    moons = {"name": "moons", "params": {"samples": 60, "test_share": 0.0}}
    model = {"name": "mlp", "params": {"hidden": [4]}}
    made = network_experiment(model, moons, racers=[racer("newton", damping=0.5, lr=0.8)], steps=3, seed=2)
    problem = build_problem(made)
    assert isinstance(problem, NetworkProblem)
    inputs, targets = problem.inputs.double(), problem.targets

    def loss(weights: torch.Tensor) -> torch.Tensor:
        inner, bias, outer, shift = weights.split([8, 4, 8, 2])
        hidden = torch.tanh(inputs @ inner.view(4, 2).T + bias)
        return torch.nn.functional.cross_entropy(hidden @ outer.view(2, 4).T + shift, targets)

    run = RacerRun(problem, made, 0)
    weights = torch.from_numpy(problem.initial)
    for _ in range(3):
        damped = jacrev(jacrev(loss))(weights) + 0.5 * torch.eye(len(weights), dtype=torch.float64)
        weights = weights - 0.8 * torch.linalg.solve(damped, jacrev(loss)(weights))
        run.advance(1)
        ours = torch.cat([parameter.detach().reshape(-1) for parameter in run.parameters])
        assert ours.numpy() == pytest.approx(weights.numpy(), abs=2e-4)
    assert np.abs(weights.numpy() - problem.initial).max() > 0.05


def test_weights_in_several_tensors_are_one_vector() -> None:
    parts = [torch.tensor([3.0], requires_grad=True), torch.tensor([[1.0], [2.0]], requires_grad=True)]

    def closure() -> torch.Tensor:
        a, b, c = torch.cat([part.reshape(-1) for part in parts])
        return a**2 + 3 * b**2 + 2 * c**2 + a * b - b * c

    Newton(parts).step(closure)
    assert torch.cat([part.detach().reshape(-1) for part in parts]).tolist() == pytest.approx(
        [0.0] * 3, abs=1e-6
    )


def test_learning_rate_column_and_schedule_apply() -> None:
    schedule = {"name": "step", "params": {"step_size": 2, "gamma": 0.5}}
    chunk = run(experiment(surface("bowl"), [racer("newton", schedule, lr=0.5)], 4))
    rows = chunk.racers[0]
    assert rows[COLUMNS.index("lr")].tolist() == [0.5, 0.5, 0.25, 0.25, 0.125]
    assert rows[0] == pytest.approx(2.5 * np.array([1, 0.5, 0.25, 0.1875, 0.140625]))
