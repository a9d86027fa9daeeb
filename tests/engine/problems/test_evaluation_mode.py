"""Evaluation mode: every place that tells a loss tells the one of a plain module in evaluation mode."""

from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from torch import Tensor, nn
from torch.nn import functional

from engine.analyses.local_curvature import CurvatureRequest, local_curvature
from engine.analyses.measure import QuantitiesRequest, measure
from engine.catalog.models import MODELS
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import plane_facts
from engine.spec.experiment import Experiment, canonical
from engine.worker.scan import ScanRequest, evaluate_tile

STEPS, LR, LOSS = 60, 0.3, 2
DATA = {"name": "moons", "params": {"noise": 0.35, "samples": 60, "test_share": 0.4}}


def made(statistics: str | None, **more: Any) -> Experiment:
    own = {} if statistics is None else {"statistics": statistics}
    params = {"hidden": [6, 6], "activation": "relu", "normalization": "batch", **own}
    racers = more.pop("racers", [{"optimizer": {"name": "sgd", "params": {"lr": LR}}}])
    plane = more.pop("plane", {"name": "random"})
    return network_experiment(
        {"name": "mlp", "params": params},
        DATA,
        racers=racers,
        steps=STEPS,
        plane=plane,
        batch_size=None,
        **more,
    )


def normalized(module: nn.Sequential, inputs: Tensor, others: Tensor) -> Tensor:
    """Outputs for ``others``, each normalized by mean and variance of ``inputs``, layer by layer."""
    for part in module:
        if isinstance(part, nn.BatchNorm1d):
            mean, scale = inputs.mean(0), (inputs.var(0, correction=0) + part.eps).sqrt()
            inputs, others = ((x - mean) / scale * part.weight + part.bias for x in (inputs, others))
        else:
            inputs, others = part(inputs), part(others)
    return others


def plain_losses(experiment: Experiment, statistics: str) -> np.ndarray:
    """Loss on training and test data before each step's forward pass: a loop as PyTorch's users write it."""
    problem = build_problem(experiment).network
    layers: list[nn.Module] = []
    for before in (2, 6):
        layers += [nn.Linear(before, 6), nn.BatchNorm1d(6), nn.ReLU()]
    module = nn.Sequential(*layers, nn.Linear(6, 2))
    nn.utils.vector_to_parameters(torch.from_numpy(problem.initial).float(), module.parameters())
    optimizer = torch.optim.SGD(module.parameters(), lr=LR)
    unseen, answers = (
        torch.from_numpy(problem.test.inputs).float(),
        torch.from_numpy(problem.test.targets).long(),
    )
    rows = []
    for _ in range(STEPS + 1):
        module.eval()
        with torch.no_grad():
            if statistics == "running":
                outputs = module(problem.inputs), module(unseen)
            else:
                outputs = tuple(normalized(module, problem.inputs, x) for x in (problem.inputs, unseen))
            targets = problem.targets, answers
            rows.append(
                [functional.cross_entropy(*pair).item() for pair in zip(outputs, targets, strict=True)]
            )
        module.train()
        optimizer.zero_grad()
        functional.cross_entropy(module(problem.inputs), problem.targets).backward()
        optimizer.step()
    return np.array(rows).T


@pytest.mark.parametrize("statistics", ["running", "batch"])
def test_one_loss_is_told_everywhere(statistics: str) -> None:
    experiment = made(statistics)
    train, test = plain_losses(experiment, statistics)
    columns = build_race(experiment).advance(STEPS + 1).racers[0]
    np.testing.assert_allclose(columns[LOSS], train, rtol=1e-4)
    for step in (0, 20, STEPS):
        request = QuantitiesRequest(experiment=experiment, step=step, quantities=["learning", "plane"])
        facts = measure(request)["quantities"]
        assert facts["learning"]["train_loss"][-1] == pytest.approx(train[step], rel=1e-4)
        assert facts["learning"]["test_loss"][-1] == pytest.approx(test[step], rel=1e-4)
        assert facts["plane"]["loss"] == pytest.approx(train[step], rel=1e-4)
        land = evaluate_tile(ScanRequest(canonical(experiment), 3, at=(0, step)), 0)
        assert land[1, 1] == pytest.approx(train[step], rel=1e-4)
        told = local_curvature(CurvatureRequest(experiment=experiment, step=step))
        assert told["loss"] == pytest.approx(train[step], rel=1e-4)


@pytest.mark.parametrize("statistics", ["running", "batch"])
def test_early_stopping_goes_by_the_told_test_loss(statistics: str) -> None:
    patience = 2
    experiment = made(statistics, early_stopping=patience)
    _, test = plain_losses(experiment, statistics)
    best, misses, expected = np.inf, 0, None
    for step in range(0, STEPS, 10):
        best, misses = (test[step], 0) if test[step] < best else (best, misses + 1)
        if misses == patience:
            expected = step
            break
    race = build_race(experiment)
    points = race.advance(STEPS + 1).racers[0].shape[1]
    assert points - 1 == (STEPS if expected is None else expected)
    assert race.racers[0].early_stopping.best == pytest.approx(best, rel=1e-4)


def test_a_racer_that_stopped_keeps_the_averages_of_its_last_point() -> None:
    experiment = made("running", early_stopping=1)
    race = build_race(experiment)
    columns = race.advance(STEPS + 1).racers[0]
    assert columns.shape[1] <= STEPS
    facts = measure(QuantitiesRequest(experiment=experiment, step=STEPS, quantities=["plane"]))
    assert facts["quantities"]["plane"]["loss"] == pytest.approx(columns[LOSS, -1], rel=1e-5)


def test_models_are_told_in_evaluation_mode_by_default() -> None:
    for name in ("mlp", "cnn", "clip_cnn"):
        assert MODELS.named(name).params().statistics == "running"


RACERS = [
    {"optimizer": {"name": "sgd", "params": {"lr": LR}}},
    {"optimizer": {"name": "adam", "params": {"lr": 0.05}}},
]


@pytest.mark.parametrize("between", ["start_and_end", "two_ends"])
def test_land_at_both_ends_of_a_line_is_their_own_loss(between: str) -> None:
    plane = {"name": "interpolation", "params": {"between": between}}
    experiment = made("running", racers=RACERS, plane=plane)
    race = build_race(experiment)
    first, second = (columns[LOSS] for columns in race.advance(STEPS + 1).racers)
    ends = (first[0], first[-1]) if between == "start_and_end" else (first[-1], second[-1])
    land = race.problem.loss_grid(np.array([0.0, 0.5, 1.0]), np.zeros(1))[0]
    assert (land[0], land[2]) == pytest.approx(ends, rel=1e-4)
    module = race.problem.model.build(experiment.problem.model.params, *race.problem._ends).double().eval()
    line, _ = race.problem.axes.directions
    nn.utils.vector_to_parameters(race.problem.axes.origin + 0.5 * line, module.parameters())
    start = race.problem.training().statistics
    averages = [run.training.statistics for run in race.racers]
    near, far = (start, averages[0]) if between == "start_and_end" else averages
    for own, a, b in zip(module.buffers(), near, far, strict=True):
        own.copy_((a + b) / 2 if own.ndim else a)
    middle = functional.cross_entropy(module(race.problem.inputs.double()), race.problem.targets).item()
    assert land[1] == pytest.approx(middle, rel=1e-3)


@pytest.mark.parametrize(
    ("plane", "whose"),
    [
        ({"name": "random"}, "at the start"),
        ({"name": "pca"}, "of the scout at step 300"),
        ({"name": "pca", "params": {"origin": "current", "step": 40}}, "of the scout at step 40"),
        ({"name": "random", "params": {"origin": "final", "racer": 1}}, "of optimizer 2 at step 60"),
    ],
)
def test_plane_says_whose_averages_it_is_drawn_with(plane: dict[str, Any], whose: str) -> None:
    problem = build_problem(made("running", racers=RACERS, plane=plane))
    assert plane_facts(problem)["statistics"] == whose
    assert "statistics" not in plane_facts(build_problem(made("batch", plane=plane, racers=RACERS)))
