"""Quantities: compared with new modules, dense Hessians and plain torch loops."""

from typing import Any

import numpy as np
import orjson
import pytest
import torch
from network_specs import network_experiment
from pydantic import TypeAdapter
from sklearn.metrics import accuracy_score, log_loss, mean_squared_error
from torch import nn

from engine.analyses.measure import QuantitiesRequest, QuantityFacts, measure
from engine.analyses.quantities import QUANTITIES
from engine.analyses.quantities.sharpness import stability_threshold
from engine.landscape.build import build_problem, build_race
from engine.landscape.replay import RacerReplay

TANH = {"name": "mlp", "params": {"hidden": [6, 5], "activation": "tanh"}}
RELU = {"name": "mlp", "params": {"hidden": [6], "activation": "relu"}}
CNN = {"name": "cnn", "params": {"channels": [4]}}
FEW_DIGITS = {"name": "digits", "params": {"samples": 200}}
SGD = [{"optimizer": {"name": "sgd", "params": {"lr": 0.3, "momentum": 0.5}}}]


def _measured(step: int = 12, model: Any = TANH, dataset: Any = "moons", **problem: Any) -> Any:
    experiment = network_experiment(model, dataset, racers=SGD, steps=40, **problem)
    facts = measure(QuantitiesRequest(experiment=experiment, racer=0, step=step, quantities=QUANTITIES.names))
    assert facts["step"] == step
    return experiment, facts["quantities"]


def _trained(experiment: Any, steps: int) -> tuple[Any, nn.Module]:
    """A new module, trained by a plain loop."""
    problem = build_problem(experiment)
    module = problem.model.build(experiment.problem.model.params, *problem._ends)
    nn.utils.vector_to_parameters(
        torch.cat([p.detach().reshape(-1) for p in problem.parameters()]), module.parameters()
    )
    optimizer = torch.optim.SGD(module.parameters(), lr=0.3, momentum=0.5, foreach=False)
    for _ in range(steps):
        optimizer.zero_grad()
        problem.objective.function(module(problem.inputs), problem.targets).backward()
        optimizer.step()
    return problem, module


def test_layer_gradients_match_a_plain_loop() -> None:
    experiment, facts = _measured()
    problem, module = _trained(experiment, 12)
    module.zero_grad()
    problem.objective.function(module(problem.inputs), problem.targets).backward()
    layers = [layer for layer in module.modules() if isinstance(layer, nn.Linear)]
    measured = facts["layer_gradients"]
    np.testing.assert_allclose(measured["gradient"], [f.weight.grad.norm().item() for f in layers], rtol=1e-4)
    np.testing.assert_allclose(measured["weight"], [f.weight.norm().item() for f in layers], rtol=1e-5)
    assert measured["ratio"] == pytest.approx(measured["gradient"][0] / measured["gradient"][-1])


def _chances(module: nn.Module, inputs: np.ndarray, loss: str, problem: Any) -> torch.Tensor:
    """Class shares, of shape (samples, 2), as the loss interprets the outputs."""
    with torch.no_grad():
        outputs = module(torch.from_numpy(inputs).float()).double()
    if loss == "cross_entropy":
        return outputs.softmax(dim=1)
    if loss == "binary_cross_entropy":
        return torch.cat([torch.sigmoid(-outputs), torch.sigmoid(outputs)], dim=1)
    # The nearer of the two codes.
    codes = problem.objective.encode(np.array([0.0, 1.0]), 2).reshape(2, -1).double()
    return -torch.cdist(outputs, codes)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "binary_cross_entropy"])
def test_boundary_matches_the_modules_predictions(loss: str) -> None:
    moons = {"name": "moons", "params": {"test_share": 0.25}}
    experiment, facts = _measured(dataset=moons, loss={"name": loss})
    problem, module = _trained(experiment, 12)
    drawn = facts["boundary"]
    x, y = drawn["x"], drawn["y"]
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    chances = _chances(module, places, loss, problem)
    grid = (len(y), len(x))
    np.testing.assert_array_equal(drawn["answer"], chances.argmax(dim=1).numpy().reshape(grid))
    assert 0.05 < drawn["answer"].mean() < 0.95  # two countries, or nothing is proved
    if loss != "mse":
        share = chances.max(dim=1).values.numpy().reshape(grid)
        np.testing.assert_allclose(drawn["share"], share, atol=1e-5)
    for key, part, labels in (
        ("right", problem.inputs.numpy(), problem.labels),
        ("test_right", problem.test.inputs, problem.test.targets),
    ):
        answers = _chances(module, part, loss, problem).argmax(dim=1).numpy()
        assert drawn[key] == pytest.approx((answers == labels).mean())
    np.testing.assert_array_equal(drawn["test_points"].T, problem.test.inputs)
    inputs = problem.inputs.numpy()
    np.testing.assert_allclose(drawn["points"].T, inputs)
    assert x[0] < inputs[:, 0].min()
    assert x[-1] > inputs[:, 0].max()


def test_one_input_gives_a_curve() -> None:
    experiment, facts = _measured(model="line", dataset="diabetes")
    _, module = _trained(experiment, 12)
    drawn = facts["boundary"]
    with torch.no_grad():
        expected = module(torch.from_numpy(drawn["x"]).float()[:, None])[:, 0]
    np.testing.assert_allclose(drawn["answer"], expected, rtol=1e-5, atol=1e-5)
    assert drawn["y"] is None


def test_sharpness_matches_a_dense_hessian() -> None:
    experiment, facts = _measured()
    problem, module = _trained(experiment, 12)
    module.double()
    names = [name for name, _ in module.named_parameters()]
    parameters = tuple(p.detach() for p in module.parameters())

    def loss(*values: torch.Tensor) -> torch.Tensor:
        outputs = torch.func.functional_call(
            module, dict(zip(names, values, strict=True)), problem.inputs.double()
        )
        return problem.objective.function(outputs, problem.targets)

    blocks = torch.autograd.functional.hessian(loss, parameters)
    sizes = [p.numel() for p in parameters]
    dense = torch.cat(
        [
            torch.cat([b.reshape(n, m) for b, m in zip(row, sizes, strict=True)], dim=1)
            for row, n in zip(blocks, sizes, strict=True)
        ]
    )
    measured = facts["sharpness"]
    assert measured["sharpness"] == pytest.approx(torch.linalg.eigvalsh(dense)[-1].item(), rel=1e-3)
    assert measured["lr"] == 0.3
    assert measured["bearable"] == pytest.approx((2 + 2 * 0.5) / 0.3)


@pytest.mark.parametrize(
    "settings",
    [
        {"lr": 0.1},
        {"lr": 0.1, "momentum": 0.9},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
        {"lr": 0.05, "weight_decay": 3.0},
    ],
)
def test_torch_sgd_diverges_above_the_stability_threshold_only(
    settings: dict[str, Any],
) -> None:
    edge = stability_threshold("sgd", settings)
    assert edge is not None
    ends = []
    for curvature in (0.98 * edge, 1.02 * edge):
        point = torch.ones(1, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([point], foreach=False, **settings)
        for _ in range(2000):
            optimizer.zero_grad()
            (0.5 * curvature * point.square().sum()).backward()
            optimizer.step()
        ends.append(abs(point.item()))
    assert ends[0] < 1.0 < ends[1]


def test_adaptive_optimizers_have_no_stability_threshold() -> None:
    assert stability_threshold("adam", {"lr": 0.1}) is None


def test_weight_graph_has_the_weights() -> None:
    experiment, facts = _measured()
    _, module = _trained(experiment, 12)
    layers = [layer for layer in module.modules() if isinstance(layer, nn.Linear)]
    for measured, layer in zip(facts["links"]["layers"], layers, strict=True):
        np.testing.assert_allclose(measured, layer.weight.detach(), atol=1e-6)
    assert facts["links"]["units"] == [2, 6, 5, 2]


def test_activations_match_a_plain_forward_pass() -> None:
    experiment, facts = _measured(model=RELU, initializer={"name": "large_normal"})
    problem, module = _trained(experiment, 12)
    with torch.no_grad():
        hidden = torch.relu(module[0](problem.inputs))
    (layer,) = facts["activations"]["layers"]
    assert layer["mean"] == pytest.approx(hidden.mean().item(), rel=1e-4)
    assert layer["idle"] == pytest.approx(float((hidden <= 0).all(dim=0).float().mean()))
    assert layer["counts"].sum() == pytest.approx(1.0)
    zeros = float((hidden < layer["edges"][1]).double().mean())
    assert layer["counts"][0] == pytest.approx(zeros, abs=2e-3)


def test_relu_unit_without_positive_output_is_dead() -> None:
    below = {"name": "constant", "params": {"value": -1.0}}
    experiment = network_experiment("mlp", "digits", initializer=below)
    inputs = build_problem(experiment).inputs
    _, facts = _measured(0, RELU, "digits", initializer=below)
    expected = float(inputs.sum(dim=1).min() >= 0)  # all units are alike: minus the sum of the inputs
    assert facts["activations"]["layers"][0]["idle"] == expected


@pytest.mark.parametrize(
    ("model", "dataset"),
    [(TANH, "moons"), (TANH, "curve"), (RELU, "digits"), (CNN, FEW_DIGITS), ("line", "diabetes")],
    ids=["moons", "curve", "digits", "cnn", "line"],
)
def test_facts_have_the_documented_fields(model: Any, dataset: Any) -> None:
    _, facts = _measured(model=model, dataset=dataset, batch_size=16)
    measured = orjson.loads(orjson.dumps(facts, option=orjson.OPT_SERIALIZE_NUMPY))
    documented = TypeAdapter(QuantityFacts).validate_python(measured)
    assert TypeAdapter(QuantityFacts).dump_python(documented) == measured  # no more and no fewer


def test_unavailable_quantities_give_a_reason() -> None:
    _, facts = _measured(1, {"name": "mlp", "params": {"hidden": [100]}}, "digits")
    assert "64 numbers" in facts["boundary"]["lacks"]
    assert "7,400 links" in facts["links"]["lacks"]
    _, facts = _measured(1, "line", "diabetes")
    assert "no hidden units" in facts["activations"]["lacks"]


def test_replay_reaches_the_same_weights_in_both_directions() -> None:
    edits = [{"step": 30, "racer": 0, "set": {"lr": 0.05}}]
    experiment = network_experiment(TANH, "moons", racers=SGD, steps=160, batch_size=16, edits=edits)
    replay = RacerReplay(experiment, 0)
    for step in (140, 20, 75, 75, 130, 0, 160, 400):
        replay.seek(step)
        race = build_race(experiment)
        race.advance(min(step, 160))
        expected = torch.cat([p.detach().reshape(-1) for p in race.racers[0].parameters]).double().numpy()
        assert replay.weights.tobytes() == expected.tobytes()


@pytest.mark.parametrize(("dataset", "loss"), [("moons", "cross_entropy"), ("gaussians", "mse")])
def test_learning_curve_matches_scikit_learn(dataset: str, loss: str) -> None:
    name = {"name": dataset, "params": {"test_share": 0.25, "label_noise": 0.1, "scaling": "standardize"}}
    experiment, facts = _measured(dataset=name, loss={"name": loss})
    told = facts["learning"]
    assert told["steps"] == list(range(13))  # of 40 steps, every one
    for step in (0, 7, 12):
        problem, module = _trained(experiment, step)
        parts = {
            "train": (problem.inputs, problem.labels),
            "test": (torch.from_numpy(problem.test.inputs).float(), problem.test.targets),
        }
        for part, (inputs, labels) in parts.items():
            with torch.no_grad():
                outputs = module(inputs).double()
            right = accuracy_score(labels, outputs.argmax(dim=1))
            assert told[f"{part}_accuracy"][step] == pytest.approx(right)
            if loss == "cross_entropy":
                expected = log_loss(labels, outputs.softmax(dim=1))
            else:
                expected = mean_squared_error(np.eye(problem.dataset.classes)[labels.astype(int)], outputs)
            assert told[f"{part}_loss"][step] == pytest.approx(expected, rel=1e-5)


def test_learning_points_do_not_depend_on_the_order() -> None:
    experiment = network_experiment(TANH, "curve", racers=SGD, steps=400, batch_size=16)
    request = QuantitiesRequest(experiment=experiment, racer=0, step=400, quantities=["learning"])
    ahead = measure(request)["quantities"]["learning"]
    before = request.model_copy(update={"step": 123, "quantities": ["learning", "links"]})
    behind = measure(before)["quantities"]["learning"]
    assert ahead["steps"] == list(range(0, 401, 10))
    assert behind["steps"] == [*range(0, 121, 10), 123]
    assert behind["test_loss"][:13] == ahead["test_loss"][:13]
    assert set(ahead["train_accuracy"]) == {None}


def test_learning_without_test_data_and_after_divergence() -> None:
    whole = {"name": "moons", "params": {"test_share": 0.0}}
    _, facts = _measured(dataset=whole)
    assert set(facts["learning"]["test_loss"]) == {None}
    raw = {"name": "diabetes", "params": {"scaling": "raw"}}
    wild = [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}]
    experiment = network_experiment("line", raw, racers=wild, steps=200)
    told = measure(QuantitiesRequest(experiment=experiment, racer=0, step=200, quantities=["learning"]))
    assert told["quantities"]["learning"]["steps"][-1] == told["step"] < 200
