"""Models: shapes, closed-form minima, and compatibility with datasets and losses."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from pydantic import ValidationError
from scipy.optimize import minimize
from torch import nn

from engine.catalog.datasets import DATASETS
from engine.catalog.losses import LOSSES
from engine.catalog.models import ACTIVATIONS, MODELS
from engine.catalog.models.mlp import MAX_DEPTH, MAX_WIDTH, MlpParams
from engine.core.errors import InvalidSpec
from engine.core.inputs import InputSpec
from engine.landscape.build import build_race
from engine.problems.network import NetworkProblem
from engine.spec.compatibility import pairings
from engine.spec.two_weight_loss import two_weight_function

TWO_WEIGHTS = [
    ("line", {"name": "diabetes"}),
    ("line", {"name": "diabetes", "params": {"feature": "s5", "scaling": "raw"}}),
    ("line", {"name": "diabetes", "params": {"scaling": "min_max"}}),
    ("line", {"name": "proportional"}),
    ("logistic_neuron", {"name": "breast_cancer"}),
    ("logistic_neuron", {"name": "breast_cancer", "params": {"scaling": "raw"}}),
    ("logistic_neuron", {"name": "breast_cancer", "params": {"feature": "worst_area", "scaling": "raw"}}),
    ("linear_chain", {"name": "proportional", "params": {"slope": 1.5}}),
    ("linear_chain", {"name": "proportional", "params": {"slope": -0.5}}),
    ("linear_chain", {"name": "diabetes"}),
]


def _problem(model: str, dataset: dict[str, object]) -> NetworkProblem:
    experiment = network_experiment(model, dataset)
    return NetworkProblem(experiment.problem, experiment.seed)


def _module_loss(problem: NetworkProblem, place: np.ndarray) -> tuple[float, np.ndarray]:
    """Loss and gradient in float64, computed by a new module."""
    module = problem.model.build(None, InputSpec((1,)), 1).double()
    parameters = list(module.parameters())
    with torch.no_grad():
        for parameter, value in zip(parameters, place, strict=True):
            parameter.fill_(value)
    inputs, targets = torch.from_numpy(problem._samples.inputs), problem._encoded_targets
    loss = problem.objective.function(module(inputs), targets)
    gradients = torch.autograd.grad(loss, parameters)
    return loss.item(), np.array([gradient.item() for gradient in gradients])


@pytest.mark.parametrize(("model", "dataset"), TWO_WEIGHTS)
def test_known_minimum_is_stationary_and_lowest(model: str, dataset: dict[str, object]) -> None:
    problem = _problem(model, dataset)
    minima = problem.known_minima()
    assert len(minima) == (2 if model == "linear_chain" else 1)
    inputs = problem._samples.inputs
    for x, y, value in minima:
        loss, gradient = _module_loss(problem, np.array([x, y]))
        assert value == pytest.approx(loss, rel=1e-10)
        np.testing.assert_allclose(gradient / max(1.0, np.abs(inputs).max()), 0.0, atol=1e-9)
    start = np.array(problem.projector.project(problem.parameters())[:2])
    found = minimize(lambda w: _module_loss(problem, w), start, jac=True, method="BFGS")
    assert found.fun >= min(value for *_, value in minima) - 1e-9


def test_line_minimum_equals_numpy_polyfit() -> None:
    problem = _problem("line", {"name": "diabetes", "params": {"scaling": "raw"}})
    samples = problem._samples
    slope, intercept = np.polyfit(samples.inputs[:, 0], samples.targets, 1)
    ((x, y, _),) = problem.known_minima()
    assert (x, y) == (pytest.approx(slope), pytest.approx(intercept))


def test_logistic_minimum_equals_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    problem = _problem("logistic_neuron", {"name": "breast_cancer"})
    fit = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000)
    fit.fit(problem._samples.inputs, problem._samples.targets)
    ((x, y, _),) = problem.known_minima()
    assert (x, y) == (
        pytest.approx(fit.coef_.item(), rel=1e-4),
        pytest.approx(fit.intercept_.item(), rel=1e-4),
    )


def test_separable_classes_have_no_minimum() -> None:
    minima = MODELS.named("logistic_neuron").minima
    assert minima is not None
    assert minima(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0.0, 0.0, 1.0, 1.0])) == []


def test_equal_inputs_have_no_line_minimum() -> None:
    minima = MODELS.named("line").minima
    assert minima is not None
    assert minima(np.ones(4), np.arange(4.0)) == []


def test_chain_has_a_saddle_at_zero() -> None:
    problem = _problem("linear_chain", {"name": "proportional"})
    x = torch.zeros(2, dtype=torch.float64)
    inputs, targets = torch.from_numpy(problem._samples.inputs), problem._encoded_targets
    hessian = torch.autograd.functional.hessian(
        lambda w: nn.functional.mse_loss(w[1] * w[0] * inputs, targets), x
    )
    low, high = torch.linalg.eigvalsh(hessian).tolist()
    assert low < 0 < high
    np.testing.assert_allclose(_module_loss(problem, np.zeros(2))[1], 0.0, atol=1e-15)


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("hidden", [[], [1], [5, 5], [4, 4, 3], [2] * MAX_DEPTH])
def test_mlp_weight_count_matches_widths(hidden: list[int], skip: bool) -> None:
    module = MODELS.named("mlp").build(MlpParams(hidden=hidden, skip=skip), InputSpec((3,)), 2)
    sizes = [3, *hidden, 2]
    shapes = [tuple(parameter.shape) for parameter in module.parameters()]
    expected = [shape for a, b in pairwise(sizes) for shape in ((b, a), (b,))]
    assert shapes == expected


def test_skip_adds_input_between_equal_widths() -> None:
    torch.manual_seed(0)
    params = MlpParams(hidden=[4, 4], skip=True, activation="tanh")
    module = MODELS.named("mlp").build(params, InputSpec((3,)), 2)
    w0, b0, w1, b1, w2, b2 = module.parameters()
    x = torch.randn(7, 3)
    first = torch.tanh(x @ w0.T + b0)
    second = first + torch.tanh(first @ w1.T + b1)
    torch.testing.assert_close(module(x), second @ w2.T + b2)


@pytest.mark.parametrize(
    "params",
    [
        {"hidden": [0]},
        {"hidden": [MAX_WIDTH + 1]},
        {"hidden": [4] * (MAX_DEPTH + 1)},
        {"hidden": [2.5]},
        {"activation": "softsign"},
        {"normalization": "group"},
        {"dropout": 1.0},
        {"depth": 3},
    ],
)
def test_impossible_networks_are_refused(params: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MlpParams.model_validate(params)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=ACTIVATIONS.names)
def test_in_place_activation_equals_module(activation: object) -> None:
    values = torch.linspace(-30, 30, 2001)
    expected = activation.module()(values)
    activation.apply(values)
    torch.testing.assert_close(values, expected, atol=3e-7, rtol=1e-6)


@pytest.mark.parametrize(("model", "dataset"), [("line", "diabetes"), ("logistic_neuron", "breast_cancer")])
def test_minima_are_known_for_their_loss_only(model: str, dataset: str) -> None:
    for loss in pairings()[model][dataset]:
        experiment = network_experiment(model, dataset, loss={"name": loss})
        minima = NetworkProblem(experiment.problem, experiment.seed).known_minima()
        assert bool(minima) == (loss == MODELS.named(model).minima_of)
        assert bool(two_weight_function(experiment.problem, 0)[2]) == bool(minima)


def test_pairings_are_exactly_those_that_run() -> None:
    offered = pairings()
    for model in MODELS:
        for dataset in DATASETS:
            for loss in LOSSES:
                fits = loss.name in offered[model.name].get(dataset.name, [])
                if fits and dataset.others:  # under other parameters, perhaps
                    continue
                assert fits == _runs(model.name, dataset.name, loss.name), (
                    model.name,
                    dataset.name,
                    loss.name,
                )


def _runs(model: str, dataset: str, loss: str) -> bool:
    try:
        experiment = network_experiment(model, dataset, loss={"name": loss})
    except InvalidSpec:
        return False
    problem = NetworkProblem(experiment.problem, 0)
    value = problem.loss(problem.parameters(), None)
    return bool(torch.isfinite(value)) and value.ndim == 0


def test_every_model_and_dataset_is_in_pairings() -> None:
    offered = pairings()
    assert all(model.dataset in offered[model.name] for model in MODELS)
    assert {name for datasets in offered.values() for name in datasets} == {
        dataset.name for dataset in DATASETS if any(model.takes(dataset.inputs()) for model in MODELS)
    }
    assert list(offered["line"]) == ["curve", "diabetes", "proportional", "points", "table"]
    losses = ["binary_cross_entropy", "binary_hinge"]
    assert offered["logistic_neuron"] == dict.fromkeys(("breast_cancer", "points", "table"), losses)


@pytest.mark.parametrize(
    ("spec", "pointer", "remedy"),
    [
        ({"model": "line", "dataset": "moons"}, "/problem/dataset/name", "diabetes, proportional"),
        ({"model": "logistic_neuron", "dataset": "diabetes"}, "/problem/dataset/name", "breast_cancer"),
        ({"model": "line", "loss": {"name": "cross_entropy"}}, "/problem/loss/name", "mse"),
        ({"model": "mlp", "start": [0.0, 0.0]}, "/problem/start", "initializer"),
        ({"model": "line", "plane": {"name": "random"}}, "/plane", "leave the plane out"),
        (
            {
                "model": {"name": "mlp", "params": {"normalization": "batch"}},
                "dataset": {"name": "moons", "params": {"samples": 4, "test_share": 0.8}},
            },
            "/problem/dataset/params",
            "keep back fewer",
        ),
    ],
)
def test_incompatible_parts_are_refused_with_a_remedy(
    spec: dict[str, object], pointer: str, remedy: str
) -> None:
    with pytest.raises(InvalidSpec, match=remedy) as refused:
        network_experiment(**spec)
    assert refused.value.pointer == pointer


def test_completion_fills_defaults_and_is_idempotent() -> None:
    from engine.spec.defaults import complete

    experiment = network_experiment("mlp", "moons", batch_size=1000)
    problem = experiment.problem
    assert problem.loss.name == "cross_entropy"
    assert problem.initializer.name == "xavier_normal"
    assert problem.batch_size is None
    assert experiment.plane is not None
    assert complete(experiment) == experiment
    rectified = {"name": "mlp", "params": {"activation": "relu"}}
    assert network_experiment(rectified, "moons").problem.initializer.name == "kaiming_normal"
    assert network_experiment("line").problem.start == MODELS.named("line").start
    assert network_experiment("line", initializer={"name": "zeros"}).problem.start is None


@pytest.mark.parametrize(("model", "dataset"), TWO_WEIGHTS)
def test_two_weight_function_equals_module(model: str, dataset: dict[str, object]) -> None:
    experiment = network_experiment(model, dataset)
    function, domain, _ = two_weight_function(experiment.problem, experiment.seed)
    x, y = (np.linspace(*side, 4) for side in domain)
    ours = function(*torch.meshgrid(torch.from_numpy(x), torch.from_numpy(y), indexing="xy"))
    problem = _problem(model, dataset)
    expected = [[_module_loss(problem, np.array([a, b]))[0] for a in x] for b in y]
    np.testing.assert_allclose(ours.numpy(), expected)


@pytest.mark.parametrize(("model", "dataset"), TWO_WEIGHTS)
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
def test_two_weight_model_descends_at_default_rate(
    model: str, dataset: dict[str, object], optimizer: str
) -> None:
    racers = [{"optimizer": {"name": optimizer}}]
    columns = build_race(network_experiment(model, dataset, racers=racers, steps=300)).advance(301).racers[0]
    assert columns.shape[1] == 301
    assert columns[2, -1] < 0.9 * columns[2, 0]
