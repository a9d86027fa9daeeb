"""Landscape grids: losses against fresh float64 modules, and tiles that form one grid."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from network_specs import MLP, network_experiment
from torch import nn

from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import (
    Landscape,
    ProgressiveGrid,
    axis,
    describe,
    grid,
    level_lines,
    scan_tile,
    tiles,
)
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical
from engine.worker.scan import ScanRequest, evaluate_tile, prepare

RESOLUTION = 9

ACTIVATED = [
    ({"name": "mlp", "params": {"hidden": [8, 8], "activation": name, "skip": skip}}, "moons", None)
    for name in ("tanh", "relu", "leaky_relu", "sigmoid", "identity")
    for skip in (False, True)
]
NORMALIZED = [
    (
        {"name": "mlp", "params": {"hidden": [8, 8, 6], "activation": "relu", "skip": True, **more}},
        "moons",
        None,
    )
    for more in (
        {"normalization": "batch"},
        {"normalization": "batch", "statistics": "running"},
        {"normalization": "layer"},
        {"dropout": 0.4},
    )
]
CONVOLVED = [
    ({"name": "cnn", "params": params}, {"name": "digits", "params": {"samples": 60}}, loss)
    for params, loss in (
        ({"channels": [3, 4]}, None),
        ({"channels": [4], "blocks": 1, "activation": "tanh", "normalization": "batch"}, None),
        ({"channels": [4], "blocks": 1, "normalization": "batch", "statistics": "running"}, "mse"),
        ({"channels": [2, 4], "blocks": 1, "residual": False, "normalization": "layer"}, None),
    )
]
SEQUENCES = [
    ({"name": "recurrent", "params": {"cell": "rnn", "memory": 5}}, {"name": "text"}, None),
    ({"name": "recurrent", "params": {"cell": "lstm", "memory": 5}}, {"name": "sensor"}, None),
    ({"name": "transformer", "params": {"heads": 1}}, {"name": "text"}, None),
    ({"name": "clip_cnn", "params": {"channels": [2, 3]}}, {"name": "clips"}, None),
    ({"name": "clip_cnn", "params": {"channels": [2], "normalization": "batch"}}, {"name": "clips"}, None),
]
for _, data, _ in SEQUENCES:
    data["params"] = {"samples": 50}
OTHERS: list[tuple[Any, Any, str | None]] = [
    ({"name": "mlp", "params": {"hidden": []}}, "circles", None),
    ({"name": "mlp", "params": {"hidden": [2, 3], "skip": True}}, "spirals", "mse"),
    ({"name": "mlp", "params": {"hidden": [5]}}, "xor", "binary_cross_entropy"),
    ({"name": "mlp", "params": {"hidden": [20, 12]}}, "digits", None),
    ({"name": "mlp", "params": {"hidden": [7]}}, "diabetes", "mse"),
    ("line", "diabetes", None),
    ("line", {"name": "diabetes", "params": {"scaling": "raw"}}, None),
    ("logistic_neuron", "breast_cancer", None),
    ("linear_chain", "proportional", None),
]


def fresh_losses(problem: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Loss at every grid point from a new float64 module."""
    inputs = torch.from_numpy(problem._samples.inputs)
    heights = np.empty((len(y), len(x)))
    for (i, b), (j, a) in itertools.product(enumerate(y), enumerate(x)):
        module = problem.model.build(problem.spec.model.params, *problem._ends).double().eval()
        if problem.axes is None:
            flat = torch.tensor([a, b], dtype=torch.float64)
        else:
            first, second = problem.axes.directions
            flat = problem.axes.origin + a * first + b * second
        nn.utils.vector_to_parameters(flat, module.parameters())
        with torch.no_grad():
            for own, settled in zip(module.buffers(), problem.statistics, strict=True):
                own.copy_(settled)
            heights[i, j] = problem.objective.function(module(inputs), problem._encoded_targets)
    return heights


RANDOM = {"name": "random"}
PRINCIPAL = {"name": "pca", "params": {"steps": 30}}

EACH = [
    (*case, plane)
    for case in ACTIVATED + NORMALIZED + CONVOLVED + SEQUENCES + OTHERS
    for plane in ([RANDOM, PRINCIPAL] if isinstance(case[0], dict) else [None])
]


@pytest.mark.parametrize(("model", "dataset", "loss", "plane"), EACH)
def test_landscape_equals_the_loss_of_fresh_modules(
    model: Any, dataset: Any, loss: str | None, plane: Any
) -> None:
    experiment = network_experiment(
        model,
        dataset,
        loss=loss and {"name": loss},
        plane=plane,
        initializer={"name": "large_normal"},
    )
    problem = build_problem(experiment)
    (left, right), (low, high) = problem.domain
    uneven = (left - 0.3, right), (low, high + 0.2)  # a mirrored grid must not pass
    land = grid(problem, RESOLUTION, uneven)
    expected = fresh_losses(problem, land.x, land.y)
    np.testing.assert_allclose(land.z, expected, rtol=1e-5, atol=1e-5)
    assert np.ptp(expected) > 1e-3  # a flat grid would prove nothing


def test_initial_weights_lie_on_the_grid_exactly() -> None:
    problem = build_problem(network_experiment(MLP, "moons", plane={"name": "random"}))
    land = grid(problem, 21)
    assert land.x[10] == land.y[10] == 0.0
    loss = problem.loss(problem.parameters(), None).item()
    assert land.z[10, 10] == pytest.approx(loss, abs=1e-6)


def test_computing_a_landscape_does_not_change_the_race() -> None:
    experiment = network_experiment(MLP, "moons", steps=20)
    undisturbed = build_race(experiment).advance(21).racers[0]
    race = build_race(experiment)
    first = race.advance(10).racers[0]
    before = [parameter.detach().clone() for parameter in race.racers[0].parameters]
    grid(race.problem, 5)
    for kept, parameter in zip(before, race.racers[0].parameters, strict=True):
        assert torch.equal(kept, parameter)
        assert parameter.requires_grad
    joined = np.concatenate([first, race.advance(11).racers[0]], axis=1)
    assert joined.tobytes() == undisturbed.tobytes()


def test_two_weight_racer_lies_on_its_landscape() -> None:
    race = build_race(network_experiment("line", steps=30))
    columns = race.advance(31).racers[0]
    for x, y, loss in columns[:3].T:
        height = race.problem.loss_grid(np.array([x]), np.array([y])).item()
        assert height == pytest.approx(loss, rel=1e-5)


@pytest.mark.parametrize("resolution", [2, 3, 9, 16, 17, 41, 64, 101])
def test_tiles_cover_the_grid_once_and_levels_nest(resolution: int) -> None:
    seen = np.zeros((resolution, resolution), int)
    level = 0
    for piece in tiles(resolution):
        if piece.level > level:
            done = level_lines(resolution)[level]
            assert (seen[np.ix_(done, done)] == 1).all()
            assert seen.sum() == len(done) ** 2
            level = piece.level
        seen[np.ix_(piece.rows, piece.columns)] += 1
    assert (seen == 1).all()
    for coarse, fine in itertools.pairwise(level_lines(resolution)):
        assert set(coarse) < set(fine)
        assert {0, resolution - 1} <= set(coarse)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (-0.3, 0.7), (-1e-3, 1e6)])
def test_axis_is_even_with_exact_ends(low: float, high: float) -> None:
    places = axis(low, high, 101)
    assert (places[0], places[-1]) == (low, high)
    np.testing.assert_allclose(np.diff(places), (high - low) / 100, rtol=1e-9)
    assert axis(-high, high, 101)[50] == 0.0


def test_coarse_levels_equal_the_finished_grid() -> None:
    problem = build_problem(network_experiment(MLP, "moons"))
    known = describe(problem)
    progress, pictures = ProgressiveGrid(known, 33), []
    assert progress.level == -1
    with pytest.raises(ValueError, match="nothing to show"):
        progress.landscape()
    for index in range(len(progress.tiles)):
        progress.put(index, scan_tile(problem, known.domain, 33, index))
        if progress.level >= len(pictures):
            pictures.append(progress.landscape())
    assert progress.finished
    assert [len(picture.x) for picture in pictures] == [9, 17, 33]
    final = pictures[-1]
    assert not np.isnan(final.z).any()
    for picture in pictures:
        rows, columns = np.isin(final.y, picture.y), np.isin(final.x, picture.x)
        np.testing.assert_array_equal(final.z[np.ix_(rows, columns)], picture.z)


def test_tiles_may_arrive_in_any_order_and_twice() -> None:
    problem = build_problem(network_experiment("linear_chain", "proportional"))
    known = describe(problem)
    progress = ProgressiveGrid(known, 33)
    order = [*reversed(range(len(progress.tiles))), 0, 1]
    for index in order:
        progress.put(index, scan_tile(problem, known.domain, 33, index))
    np.testing.assert_array_equal(progress.landscape().z, grid(problem, 33).z)


def test_non_finite_losses_are_missing_and_counted() -> None:
    problem = build_problem(network_experiment(MLP, "moons", loss={"name": "mse"}, plane={"name": "random"}))
    far = ((0.0, 1e30), (-1.0, 1.0))
    land = grid(problem, 9, far)
    assert land.missing == (~np.isfinite(land.z)).sum() > 0
    assert np.isfinite(land.z[:, 0]).all()


def test_description_states_exactness_and_plane_fidelity() -> None:
    exact = describe(build_problem(network_experiment("line")))
    assert exact.exact
    assert exact.plane is None
    assert len(exact.minima) == 1
    cut = describe(build_problem(network_experiment(MLP, "moons")))
    assert not cut.exact
    assert cut.plane["weights"] == 2 * 8 + 8 + 8 * 8 + 8 + 8 * 2 + 2
    first, second = cut.plane["explained_variance"]
    assert 0 < second < first < 1
    elsewhere = describe(build_problem(network_experiment("line")), ((5.0, 6.0), (5.0, 6.0)))
    assert elsewhere.minima == []


@pytest.mark.parametrize("scaling", ["standardize", "raw"])
def test_domain_contains_start_and_minimum(scaling: str) -> None:
    dataset = {"name": "diabetes", "params": {"scaling": scaling}}
    problem = build_problem(network_experiment("line", dataset))
    places = [problem.projector.project(problem.parameters())[:2], problem.known_minima()[0][:2]]
    for place in places:
        for value, (low, high) in zip(place, problem.domain, strict=True):
            assert low < value < high


def test_raw_data_alone_suggest_a_logarithmic_scale() -> None:
    scales = {}
    for scaling in ("standardize", "raw"):
        dataset = {"name": "diabetes", "params": {"scaling": scaling}}
        scales[scaling] = grid(build_problem(network_experiment("line", dataset)), 21).log_scale
    assert scales == {"standardize": False, "raw": True}


def formula_grid(expression: str, half: float = 3.0) -> Landscape:
    problem = {"kind": "formula", "expression": expression, "domain": [[-half, half], [-half, half]]}
    racers = [{"optimizer": {"name": "sgd"}}]
    return grid(
        build_problem(complete(Experiment.model_validate({"problem": problem, "racers": racers}))), 101
    )


@pytest.mark.parametrize(
    ("expression", "half", "logarithmic"),
    [
        ("exp(x**2+y**2)", 4, True),
        ("(1-x)**2 + 100*(y-x**2)**2", 2, True),
        ("(1-x)**2 + 100*(y-x**2)**2 - 7", 2, True),
        ("x**20 - 5", 3, True),
        ("exp(10*x)", 3, True),
        ("x**2+y**2", 3, False),
        ("1e12+x**2+y**2", 3, False),
        ("sin(3*x)+x**2+y**2", 3, False),
        ("max(x, y, 0)", 3, False),
        ("floor(x)", 3, False),
        ("log(x)", 3, False),
        ("7", 3, False),
        ("log(-1-x^2)", 3, False),
    ],
)
def test_formula_suggests_scale_by_its_range(expression: str, half: float, logarithmic: bool) -> None:
    assert formula_grid(expression, half).log_scale == logarithmic


def test_undefined_and_infinite_losses_are_told_apart() -> None:
    land = formula_grid("log(x)")
    assert np.isnan(land.z[:, land.x < 0]).all()
    assert (land.z[:, land.x == 0] == -np.inf).all()
    assert np.isfinite(land.z[:, land.x > 0]).all()
    assert land.missing == 51 * 101


def test_scan_equals_the_grid() -> None:
    experiment = network_experiment(MLP, "moons", plane={"name": "random"})
    scan = ScanRequest(canonical(experiment), 17)
    progress = ProgressiveGrid(prepare(scan), 17)
    for index in range(len(progress.tiles)):
        progress.put(index, evaluate_tile(scan, index))
    np.testing.assert_array_equal(progress.landscape().z, grid(build_problem(experiment), 17).z)


def test_scan_can_pass_through_the_weights_of_a_racer() -> None:
    experiment = network_experiment(MLP, "moons", plane={"name": "random"}, steps=40)
    scan = ScanRequest(canonical(experiment), 17, at=(0, 25))
    progress = ProgressiveGrid(prepare(scan), 17)
    for index in range(len(progress.tiles)):
        progress.put(index, evaluate_tile(scan, index))
    land = progress.landscape()
    assert land.x[8] == land.y[8] == 0.0
    loss = build_race(experiment).advance(26).racers[0][2, 25]
    assert land.z[8, 8] == pytest.approx(loss, abs=1e-6)


def test_batch_grid_contains_the_loss_of_the_step() -> None:
    experiment = network_experiment(MLP, "moons", plane={"name": "random"}, steps=40, batch_size=16)
    land = ProgressiveGrid(prepare(ScanRequest(canonical(experiment), 9, at=(0, 25), batch=True)), 9)
    for index in range(len(land.tiles)):
        land.put(index, evaluate_tile(ScanRequest(canonical(experiment), 9, at=(0, 25), batch=True), index))
    row = build_race(experiment).advance(26).racers[0][:, 25]
    assert land.z[4, 4] == pytest.approx(row[10], abs=1e-6)
    assert abs(row[10] - row[2]) > 0.01


def test_tiles_are_found_once_a_grid() -> None:
    """Each of 195 tiles of a fine grid needs the list of them, which takes a millisecond."""
    assert tiles(201) is tiles(201)
