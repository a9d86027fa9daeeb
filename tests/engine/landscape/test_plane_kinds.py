"""Plane kinds: directions against dense Hessians, plain loops and closed forms."""

from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from torch import nn

from engine.catalog.datasets import DATASETS
from engine.catalog.models import MODELS
from engine.catalog.planes import PLANES
from engine.catalog.planes.directions import orthogonal_to, pair, unit
from engine.core.errors import InvalidSpec
from engine.core.lanczos import extreme_eigenvalues
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import axis, describe, plane_facts
from engine.problems.derivatives import Derivatives
from engine.problems.network import NetworkProblem
from engine.run.race import Race
from engine.spec.compatibility import pairings
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

SMALL = {"name": "mlp", "params": {"hidden": [5, 4]}}
TWO = [
    {"optimizer": {"name": "sgd", "params": {"lr": 0.2}}},
    {"optimizer": {"name": "adam", "params": {"lr": 0.03}}},
]


def _experiment(name: str, dataset: str = "moons", racers: Any = None, **params: Any) -> Experiment:
    plane = {"name": name, "params": params}
    return network_experiment(SMALL, dataset, plane=plane, racers=racers or TWO, steps=30)


def _fresh_loss(problem: Any) -> Any:
    """Flat float64 weights -> loss of a new module."""
    module = problem.model.build(problem.spec.model.params, *problem._ends).double()
    inputs, targets = torch.from_numpy(problem._samples.inputs), problem._encoded_targets
    shapes = [(name, parameter.shape) for name, parameter in module.named_parameters()]

    def loss(flat: torch.Tensor) -> torch.Tensor:
        sizes = [shape.numel() for _, shape in shapes]
        parts = zip(shapes, flat.split(sizes), strict=True)
        parameters = {name: part.view(shape) for (name, shape), part in parts}
        return problem.objective.function(torch.func.functional_call(module, parameters, inputs), targets)

    return loss


def _weights(race: Race, racer: int, step: int) -> np.ndarray:
    run = race.racers[racer]
    run.advance(step - run.step)
    return nn.utils.parameters_to_vector(run.parameters).detach().double().numpy()


@pytest.mark.parametrize("size", [1, 2, 3, 40])
@pytest.mark.parametrize("count", [1, 2])
def test_extreme_eigenvalues_equal_those_of_the_dense_matrix(size: int, count: int) -> None:
    drawn = np.random.default_rng(size).standard_normal((size, size))
    matrix = drawn + drawn.T
    values, vectors = extreme_eigenvalues(lambda v: matrix @ v, size, np.random.default_rng(0), count, 1e-10)
    expected = np.linalg.eigvalsh(matrix)
    expected = expected[np.argsort(-np.abs(expected))][: min(count, size)]
    np.testing.assert_allclose(values, expected, rtol=1e-9)
    for value, vector in zip(values, vectors, strict=True):
        np.testing.assert_allclose(matrix @ vector, value * vector, atol=1e-6 * abs(expected[0]))
        assert np.linalg.norm(vector) == pytest.approx(1.0)


def test_extreme_eigenvalues_of_multiples_of_the_identity() -> None:
    for scale in (3.0, 0.0):
        values, vectors = extreme_eigenvalues(lambda v, s=scale: s * v, 5, np.random.default_rng(0))
        np.testing.assert_allclose(values, [scale])
        assert vectors.shape == (1, 5)


def test_extreme_eigenvalues_are_found_among_many_close_ones() -> None:
    spectrum = np.concatenate([np.linspace(-1, 1, 396), [-4.0, 3.9, 3.5, 2.0]])
    rotation = np.linalg.qr(np.random.default_rng(1).standard_normal((400, 400)))[0]
    matrix = rotation * spectrum @ rotation.T
    values, _ = extreme_eigenvalues(lambda v: matrix @ v, 400, np.random.default_rng(0), 2, 1e-6)
    np.testing.assert_allclose(values, [-4.0, 3.9], rtol=1e-9)


@pytest.mark.parametrize(("dataset", "dtype"), [("moons", torch.float64), ("xor", torch.float32)])
def test_derivatives_equal_those_of_the_dense_hessian(dataset: str, dtype: torch.dtype) -> None:
    problem = build_problem(_experiment("random", dataset))
    flat = torch.from_numpy(problem.initial) + 0.1
    loss = _fresh_loss(problem)
    hessian = torch.autograd.functional.hessian(loss, flat).numpy()
    slope = torch.autograd.functional.jacobian(loss, flat).numpy()
    derivatives = Derivatives(problem, dtype)
    close = 1e-12 if dtype is torch.float64 else 2e-6
    np.testing.assert_allclose(derivatives.gradient(flat.numpy()), slope, atol=close)
    vector = np.random.default_rng(0).standard_normal(problem.dim)
    np.testing.assert_allclose(derivatives.hessian(flat.numpy())(vector), hessian @ vector, atol=10 * close)
    assert derivatives.sharpness(flat.numpy()) == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-4)


@pytest.mark.parametrize("origin", ["initial", "current", "final"])
def test_sharpest_directions_are_eigenvectors_of_the_dense_hessian(origin: str) -> None:
    experiment = _experiment("hessian", origin=origin, step=7, racer=1)
    problem = build_problem(experiment)
    step = {"initial": 0, "current": 7, "final": 30}[origin]
    centre = _weights(build_race(experiment), 1, step)
    np.testing.assert_allclose(problem.axes.origin.numpy(), centre, atol=1e-6)
    hessian = torch.autograd.functional.hessian(_fresh_loss(problem), problem.axes.origin).numpy()
    values, vectors = np.linalg.eigh(hessian)
    for k, index in enumerate(np.argsort(-np.abs(values))[:2]):
        assert problem.axes.eigenvalues[k] == pytest.approx(values[index], rel=1e-4)
        assert abs(problem.axes.directions[k].numpy() @ vectors[:, index]) == pytest.approx(1.0, abs=1e-4)
    assert describe(problem).plane["eigenvalues"] == list(problem.axes.eigenvalues)


@pytest.mark.parametrize("dataset", ["moons", "xor", "circles"])
@pytest.mark.parametrize("step", [0, 9, 30])
def test_loss_falls_to_the_right_and_upwards(dataset: str, step: int) -> None:
    """An eigenvector has no sign of its own: the plane has one, whichever the solver returns."""
    problem = build_problem(_experiment("hessian", dataset, origin="current", step=step))
    slope = torch.autograd.functional.jacobian(_fresh_loss(problem), problem.axes.origin)
    assert all(float(slope @ direction) < 0 for direction in problem.axes.directions)


def test_loss_on_the_hessian_plane_curves_by_its_eigenvalues() -> None:
    problem = build_problem(_experiment("hessian", origin="final"))
    loss, h = _fresh_loss(problem), 1e-3
    for direction, value in zip(problem.axes.directions, problem.axes.eigenvalues, strict=True):
        back, here, on = (loss(problem.axes.origin + t * direction).item() for t in (-h, 0.0, h))
        assert (back - 2 * here + on) / h**2 == pytest.approx(value, rel=1e-3)


def test_gradient_plane_contains_the_gradient() -> None:
    experiment = _experiment("gradient", origin="current", step=9)
    problem = build_problem(experiment)
    slope = torch.autograd.functional.jacobian(_fresh_loss(problem), problem.axes.origin)
    first, second = problem.axes.directions
    np.testing.assert_allclose(first, -slope / slope.norm(), atol=1e-9)
    assert float(first @ second) == pytest.approx(0.0, abs=1e-12)
    race = build_race(experiment)
    travel = -_weights(race, 0, 8) + _weights(race, 0, 9)
    rest = travel - travel @ first.numpy() * first.numpy()
    np.testing.assert_allclose(second, rest / np.linalg.norm(rest), atol=1e-4)


@pytest.mark.parametrize("second", ["travel", "bend"])
def test_gradient_plane_contains_hessian_times_gradient(second: str) -> None:
    problem = build_problem(_experiment("gradient", second=second))
    loss, origin = _fresh_loss(problem), problem.axes.origin
    slope = torch.autograd.functional.jacobian(loss, origin).numpy()
    turn = -(torch.autograd.functional.hessian(loss, origin).numpy() @ slope)
    basis = problem.axes.directions.numpy()
    np.testing.assert_allclose(basis.T @ (basis @ turn), turn, atol=1e-9)


def test_interpolation_runs_from_start_to_end() -> None:
    experiment = _experiment("interpolation", racer=1)
    problem = build_problem(experiment)
    race = Race(experiment, problem)
    race.advance(31)
    columns = race.racers[1]
    x, y, off_plane = problem.projector.project(columns.parameters)
    assert (x, y, off_plane) == (pytest.approx(1.0), pytest.approx(0.0, abs=1e-6), pytest.approx(0, abs=1e-6))
    assert problem.projector.project(problem.parameters())[:2] == (pytest.approx(0, abs=1e-6),) * 2
    lengths = np.linalg.norm(problem.axes.directions.numpy(), axis=1)
    assert lengths[0] == pytest.approx(lengths[1])


def test_barrier_between_two_ends_equals_a_plain_loop() -> None:
    rates = (("sgd", 2.0), ("adam", 0.2))
    racers = [{"optimizer": {"name": name, "params": {"lr": lr}}} for name, lr in rates]
    experiment = _experiment("interpolation", racers=racers, between="two_ends", racer=0, other=1)
    problem = build_problem(experiment)
    race = build_race(experiment)
    a, b = (torch.from_numpy(_weights(race, racer, 30)) for racer in (0, 1))
    loss = _fresh_loss(problem)
    shares = np.linspace(0, 1, 41)
    along = np.array([loss(a + t * (b - a)).item() for t in shares])
    expected = max((along - (1 - shares) * along[0] - shares * along[-1]).max(), 0.0)
    assert expected > 1e-3  # a path without a barrier would prove nothing
    assert plane_facts(problem)["barrier"] == pytest.approx(expected, abs=1e-5)
    start = problem.projector.project(problem.parameters())
    assert start[2] == pytest.approx(0.0, abs=1e-5)  # the common start is in the plane


def test_only_the_two_chosen_weights_change() -> None:
    problem = build_problem(_experiment("weights", first=3, second=11))
    loss = _fresh_loss(problem)
    flat = torch.from_numpy(problem.initial).clone()
    flat[3] += 0.25
    flat[11] -= 0.5
    height = problem.loss_grid(np.array([0.25]), np.array([-0.5])).item()
    assert height == pytest.approx(loss(flat).item(), abs=1e-6)


@pytest.mark.parametrize(
    ("params", "pointer"),
    [({"first": 10_000}, "first"), ({"second": 10_000}, "second"), ({"first": 4, "second": 4}, "second")],
)
def test_missing_weight_is_rejected(params: dict[str, int], pointer: str) -> None:
    with pytest.raises(InvalidSpec) as caught:
        build_problem(_experiment("weights", **params))
    assert caught.value.pointer == f"/plane/params/{pointer}"


@pytest.mark.parametrize("name", ["random", "hessian", "gradient", "weights"])
def test_plane_that_follows_no_racer_is_rejected(name: str) -> None:
    with pytest.raises(InvalidSpec, match="follows racer 2"):
        _experiment(name, origin="final", racer=2)


def test_interpolation_between_equal_ends_is_rejected() -> None:
    with pytest.raises(InvalidSpec, match="same weights"):
        build_problem(_experiment("interpolation", between="two_ends", racer=1, other=1))


@pytest.mark.parametrize("plane", PLANES, ids=lambda plane: plane.name)
@pytest.mark.parametrize("model", [SMALL, {"name": "mlp", "params": {"hidden": [4], "activation": "relu"}}])
def test_every_plane_equals_the_loss_of_fresh_modules(plane: Any, model: Any) -> None:
    experiment = network_experiment(model, "moons", plane={"name": plane.name}, racers=TWO, steps=20)
    assert complete(experiment) == experiment
    problem = build_problem(experiment)
    x, y = (axis(*side, 5) for side in problem.domain)
    loss = _fresh_loss(problem)
    first, second = problem.axes.directions
    expected = [[loss(problem.axes.origin + a * first + b * second).item() for a in x] for b in y]
    np.testing.assert_allclose(problem.loss_grid(x, y), expected, atol=1e-5, rtol=1e-5)


def test_all_racers_share_one_principal_plane() -> None:
    experiment = _experiment("pca", guide="racers")
    problem = build_problem(experiment)
    race = build_race(experiment)
    points = np.stack([_weights(race, racer, step) for racer in (0, 1) for step in range(31)])
    centered = points - points.mean(axis=0)
    _, singular, rows = np.linalg.svd(centered, full_matrices=False)
    for direction, row in zip(problem.axes.directions.numpy(), rows[:2], strict=True):
        assert abs(direction @ row) == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(
        problem.axes.explained_variance, singular[:2] ** 2 / (singular**2).sum(), rtol=1e-6
    )


def test_pair_of_directions_is_always_orthonormal() -> None:
    generator = np.random.default_rng(0)
    a = generator.standard_normal(6)
    assert unit(np.zeros(6)) is None
    assert orthogonal_to(3 * a, unit(a)) is None
    for wanted in ([], [a], [a, 2 * a], [np.zeros(6), a], [a, a + 1e-3 * generator.standard_normal(6)]):
        basis = np.stack(pair(wanted, lambda: generator.standard_normal(6)))
        np.testing.assert_allclose(basis @ basis.T, np.eye(2), atol=1e-12)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_equals_fresh_modules_and_is_unchanged(model: Any) -> None:
    dataset = next(iter(pairings()[model.name]))
    adjustable = "samples" in DATASETS.named(dataset).params.model_fields
    few = {"name": dataset, "params": {"samples": 60} if adjustable else {}}
    problem = build_problem(network_experiment(model.name, few))
    assert isinstance(problem, NetworkProblem)
    kept = [parameter.clone() for parameter in problem.parameters()]
    buffers = {name: buffer.clone() for name, buffer in problem.module.named_buffers()}
    origin, first, second = problem._frame()
    x, y = (axis(*side, 3) for side in problem.domain)
    loss = _fresh_loss(problem)
    expected = [[loss(origin + a * first + b * second).item() for a in x] for b in y]
    np.testing.assert_allclose(problem.loss_grid(x, y), expected, atol=1e-5, rtol=1e-5)
    for before, after in zip(kept, problem.parameters(), strict=True):
        assert torch.equal(before, after)
    for name, buffer in problem.module.named_buffers():
        assert torch.equal(buffers[name], buffer)


def test_random_directions_of_a_few_weights_differ() -> None:
    for seed in range(4):
        spec = network_experiment(
            {"name": "mlp", "params": {"hidden": [1]}}, "curve", seed=seed, plane={"name": "random"}, steps=5
        )
        assert build_problem(spec).axes is not None


def test_network_of_two_weights_without_hidden_units_is_a_line() -> None:
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.05, "momentum": 0.9}}}]
    spec = network_experiment(
        {"name": "mlp", "params": {"hidden": []}},
        "curve",
        racers=racers,
        steps=60,
        initializer={"name": "zeros"},
    )
    path = build_race(spec).advance(61).racers[0]
    assert path.shape[1] == 61
    data = build_problem(spec)
    x, y = data.inputs.double().numpy()[:, 0], data.targets.double().numpy().reshape(-1)
    at = 30
    expected = ((path[0, at] * x + path[1, at] - y) ** 2).mean()
    assert path[2, at] == pytest.approx(expected, rel=1e-5)
