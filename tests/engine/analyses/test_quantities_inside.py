"""Units, gradient noise and backpropagation: compared with new modules and plain torch loops."""

from typing import Any

import numpy as np
import orjson
import pytest
import torch
from network_specs import network_experiment
from torch import nn

from engine.analyses.measure import QuantitiesRequest, measure
from engine.analyses.quantities import QUANTITIES
from engine.analyses.quantities.backpropagation import _per_unit
from engine.catalog.datasets import DATASETS
from engine.catalog.models import MODELS
from engine.landscape.build import build_problem, build_race
from engine.landscape.replay import RacerReplay
from engine.landscape.roughness import _KNOWN
from engine.run.race import COLUMNS

TANH = {"name": "mlp", "params": {"hidden": [6, 5], "activation": "tanh"}}
ADAM = [{"optimizer": {"name": "adam", "params": {"lr": 0.02}}}]


def _experiment(model: Any = TANH, dataset: Any = "moons", **problem: Any) -> Any:
    return network_experiment(model, dataset, racers=ADAM, steps=40, **problem)


def _facts(experiment: Any, name: str, step: int = 12) -> Any:
    facts = measure(QuantitiesRequest(experiment=experiment, racer=0, step=step, quantities=[name]))
    assert facts["step"] == step
    return facts["quantities"][name]


def _module(experiment: Any, step: int) -> tuple[Any, nn.Module]:
    """A new module with the racer's weights at a step of the race."""
    race = build_race(experiment)
    race.advance(step)
    problem = build_problem(experiment)
    module = problem.module.to_empty(device="cpu")
    with torch.no_grad():
        for own, known in zip(module.parameters(), race.racers[0].parameters, strict=True):
            own.copy_(known)
        for buffer, average in zip(module.buffers(), race.racers[0].training.statistics, strict=True):
            buffer.copy_(average)
    return problem, module


def test_unit_map_matches_a_new_module() -> None:
    experiment = _experiment()
    _, module = _module(experiment, 12)
    told = _facts(experiment, "units")
    assert told["kind"] == "maps"
    side = told["layers"][0]["maps"].shape[-1]
    places = np.stack(
        np.meshgrid(np.linspace(*told["x"], side), np.linspace(*told["y"], side)), axis=-1
    ).reshape(-1, 2)
    with torch.no_grad():
        answers = module[:4](torch.from_numpy(places).float()).numpy().T
    layer = told["layers"][1]
    assert layer["units"] == 5
    np.testing.assert_allclose(layer["most"], np.abs(answers).max(axis=1), rtol=1e-5)
    own = (layer["maps"] * layer["most"][:, None, None]).reshape(5, -1)
    np.testing.assert_allclose(own, answers, atol=1e-3)


def test_unit_filters_and_best_inputs() -> None:
    experiment = _experiment({"name": "mlp", "params": {"hidden": [10], "activation": "relu"}}, "digits")
    problem, module = _module(experiment, 12)
    (layer,) = _facts(experiment, "units")["layers"]
    weight = module[0].weight.detach().numpy()
    for unit, picture in enumerate(layer["filters"]):
        expected = weight[unit].reshape(8, 8)
        np.testing.assert_allclose(picture * np.abs(expected).max(), expected, atol=1e-3)
    with torch.no_grad():
        answers = torch.relu(module[0](problem.inputs)).numpy()
    for unit, best in enumerate(layer["samples"]):
        assert answers[best[0], unit] == answers[:, unit].max()
        inputs = problem.inputs[best[0]].reshape(8, 8).numpy()
        np.testing.assert_allclose(layer["best"][unit][0], inputs / inputs.max(), atol=1e-3)


def _sample_gradients(problem: Any, module: nn.Module) -> np.ndarray:
    """Gradient of each sample's own loss, one backward pass after another."""
    rows = []
    for k in range(len(problem.inputs)):
        module.zero_grad()
        problem.objective.function(module(problem.inputs[[k]]), problem.targets[[k]]).backward()
        rows.append(torch.cat([p.grad.reshape(-1) for p in module.parameters()]).double().numpy())
    return np.stack(rows)


NOISY: list[tuple[Any, Any, int | None]] = [
    (TANH, {"name": "moons", "params": {"samples": 40}}, 1),
    (TANH, {"name": "moons", "params": {"samples": 40}}, 4),
    (TANH, {"name": "moons", "params": {"samples": 40}}, None),
    (
        {"name": "mlp", "params": {"hidden": [5], "normalization": "layer", "dropout": 0.3}},
        {"name": "curve", "params": {"samples": 30}},
        7,
    ),
    (
        {"name": "cnn", "params": {"channels": [2], "normalization": "batch"}},
        {"name": "digits", "params": {"samples": 30}},
        6,
    ),
    ({"name": "recurrent", "params": {"memory": 4}}, {"name": "text", "params": {"samples": 25}}, 5),
    ({"name": "transformer", "params": {"heads": 1}}, {"name": "text", "params": {"samples": 25}}, 5),
]


@pytest.mark.parametrize(("model", "dataset", "size"), NOISY)
def test_noise_scale_is_that_of_single_samples(model: Any, dataset: Any, size: int | None) -> None:
    experiment = _experiment(model, dataset, batch_size=size)
    problem, module = _module(experiment, 12)
    told = _facts(experiment, "gradient_noise")
    gradients = _sample_gradients(problem, module.eval())
    samples, mean = len(gradients), gradients.mean(axis=0)
    covariance = float(gradients.var(axis=0, ddof=1).sum())
    share = 1 / told["batch_size"] - 1 / samples
    assert told["noise_scale"] == pytest.approx(covariance / (mean @ mean), rel=1e-3)
    assert told["spread"] == pytest.approx(np.sqrt(covariance * share), rel=1e-3)
    assert told["noise_scale_error"] is None
    assert told["length"] == pytest.approx(np.linalg.norm(mean), rel=1e-3)
    if size == 1:
        along = np.sort(gradients @ mean / np.linalg.norm(mean))
        np.testing.assert_allclose(np.sort(told["along"]), along, atol=1e-5)


def test_noise_scale_of_the_default_network() -> None:
    experiment = network_experiment("mlp", "moons", racers=ADAM, steps=100, batch_size=32)
    told = _facts(experiment, "gradient_noise", 60)
    problem, module = _module(experiment, 60)
    gradients = _sample_gradients(problem, module)
    mean = gradients.mean(axis=0)
    covariance = float(gradients.var(axis=0, ddof=1).sum())
    assert told["noise_scale"] == pytest.approx(covariance / (mean @ mean), rel=1e-3)
    assert told["spread"] == pytest.approx(np.sqrt(covariance * (1 / 32 - 1 / 160)), rel=1e-3)


def test_noise_scale_of_samples_that_see_one_another_has_an_error() -> None:
    params = {"hidden": [5], "normalization": "batch", "statistics": "batch"}
    experiment = _experiment({"name": "mlp", "params": params}, batch_size=8)
    told = _facts(experiment, "gradient_noise", 0)
    # The batches that are drawn as dots, and their distances from the whole set's gradient.
    assert told["noise_scale_error"] > 0
    batches = len(told["along"])
    assert told["noise_scale_error"] < 2 * told["noise_scale"] / np.sqrt(batches)


def test_backpropagation_matches_torch_and_the_race() -> None:
    experiment = _experiment(batch_size=16)
    problem, module = _module(experiment, 12)
    told = _facts(experiment, "backpropagation")
    replay = RacerReplay(experiment, 0)
    replay.seek(12)
    batch = replay.racer.batches.next(16)
    sums: list[torch.Tensor] = []
    linear = [layer for layer in module if isinstance(layer, nn.Linear)]
    for layer in linear:
        layer.register_forward_hook(lambda _m, _i, out: (out.retain_grad(), sums.append(out))[0])
    module.zero_grad()
    loss = problem.objective.function(module(problem.inputs[batch]), problem.targets[batch])
    loss.backward()
    assert told["loss"] == pytest.approx(loss.item(), rel=1e-5)
    assert told["batch_size"] == len(batch)
    _, later = _module(experiment, 13)
    moved = [
        (b.weight - a.weight).detach()
        for a, b in zip(linear, [one for one in later if isinstance(one, nn.Linear)], strict=True)
    ]
    for layer, own, move, seen in zip(told["layers"], linear, moved, sums, strict=True):
        assert layer["gradient"] == pytest.approx(own.weight.grad.norm().item(), rel=1e-4)
        assert layer["update"] == pytest.approx(move.norm().item(), rel=1e-3)
        most = own.weight.grad.abs().max().item()
        np.testing.assert_allclose(layer["gradients"], own.weight.grad, atol=1e-3 * most)
        # What flows back to a unit, over the batch, is the gradient of its bias.
        bias = own.bias.grad
        np.testing.assert_allclose(layer["errors"], bias, atol=1e-3 * bias.abs().max().item())
        np.testing.assert_allclose(
            layer["sums"], seen.mean(dim=0).detach(), atol=1e-3 * seen.abs().max().item()
        )


@pytest.mark.parametrize(
    ("dropout", "l1", "normalization"), [(0.4, 0.0, "none"), (0.0, 0.02, "none"), (0.3, 0.01, "batch")]
)
def test_backpropagation_uses_the_races_dropout_and_penalty(
    dropout: float, l1: float, normalization: str
) -> None:
    params = {"hidden": [6, 5], "dropout": dropout, "normalization": normalization, "statistics": "running"}
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.1, "momentum": 0.0}}}]
    experiment = network_experiment(
        {"name": "mlp", "params": params}, "moons", racers=racers, steps=40, batch_size=16, l1=l1
    )
    told = _facts(experiment, "backpropagation")
    assert all(layer["update"] > 0 for layer in told["layers"])
    for layer in told["layers"]:
        # Plain descent moves by its rate times the gradient that it took: that of the film, then.
        assert layer["update"] == pytest.approx(0.1 * layer["gradient"], rel=1e-4)
    batch_loss = build_race(experiment).advance(13).racers[0][COLUMNS.index("batch_loss")][12]
    assert told["loss"] == pytest.approx(batch_loss, rel=1e-6)


def test_the_last_point_is_left_by_no_step() -> None:
    told = _facts(_experiment(), "backpropagation", 40)
    assert told["loss_after"] is None
    assert all(layer["update"] is None for layer in told["layers"])


def test_an_edit_at_this_very_step_counts_for_it() -> None:
    edits = [{"step": 12, "racer": 0, "set": {"batch_size": 8, "lr": 0.5}}]
    experiment = network_experiment(TANH, "moons", racers=ADAM, steps=40, batch_size=16, edits=edits)
    told = _facts(experiment, "backpropagation")
    assert (told["batch_size"], told["lr"]) == (8, 0.5)


@pytest.mark.parametrize("plane", [{"name": "pca"}, {"name": "random"}])
def test_what_the_plane_shows_of_a_path_is_told(plane: dict[str, Any]) -> None:
    experiment = network_experiment(TANH, "moons", racers=ADAM, steps=40, batch_size=16, plane=plane)
    told = _facts(experiment, "plane", 40)
    race = build_race(experiment)
    rows = []
    for _ in range(41):
        rows.append(nn.utils.parameters_to_vector(race.racers[0].parameters).detach().double().numpy())
        race.advance(1)
    path = np.stack(rows)
    problem = build_problem(experiment)
    assert problem.axes is not None
    directions = problem.axes.directions.numpy()
    spread = (path - path.mean(axis=0)).T
    # What is left beside the plane, by least squares.
    fitted, *_ = np.linalg.lstsq(directions.T, spread, rcond=None)
    left = np.square(spread - directions.T @ fitted).sum() / np.square(spread).sum()
    assert told["explained_variance"] == pytest.approx(1 - left, abs=1e-4)
    offset = path[-1] - problem.axes.origin.numpy()
    foot, *_ = np.linalg.lstsq(directions.T, offset, rcond=None)
    assert told["off_plane"] == pytest.approx(np.linalg.norm(offset - directions.T @ foot), rel=1e-4)
    _, module = _module(experiment, 40)
    for weights, key in ((path[-1], "loss"), (path[-1] - offset + directions.T @ foot, "loss_beneath")):
        nn.utils.vector_to_parameters(torch.from_numpy(weights).float(), module.parameters())
        with torch.no_grad():
            expected = problem.objective.function(module(problem.inputs), problem.targets).item()
        assert told[key] == pytest.approx(expected, rel=1e-4)


def test_a_long_path_keeps_few_points_of_itself() -> None:
    replay = RacerReplay(network_experiment(TANH, "moons", racers=ADAM, steps=700), 0)
    replay.seek(700)
    assert 30 < len(replay.path(700)) <= 65
    assert len(replay.path(0)) == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_measures_quantities_or_gives_a_reason(model: Any) -> None:
    fields = DATASETS.named(model.dataset).params.model_fields
    few = {"samples": 60} if "samples" in fields else {}
    dataset = {"name": model.dataset, "params": few}
    plane = {"name": "random"} if model.weights != 2 else None
    experiment = network_experiment(model.name, dataset, steps=3, batch_size=16, plane=plane)
    told = measure(QuantitiesRequest(experiment=experiment, racer=0, step=2, quantities=QUANTITIES.names))[
        "quantities"
    ]
    for name, facts in told.items():
        if "lacks" in facts:
            assert facts["lacks"].endswith((".", "?")), name
    assert "lacks" not in told["sharpness"]
    orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY)


def test_units_of_a_normalized_network_are_heard_once() -> None:
    model = {"name": "mlp", "params": {"hidden": [4, 4], "normalization": "batch"}}
    spec = _experiment(model)
    assert len(_facts(spec, "activations")["layers"]) == 2
    assert "lacks" not in _facts(spec, "units")


def test_roughness_goes_by_the_running_statistics_of_the_step() -> None:
    params = {"hidden": [4, 4], "normalization": "batch", "statistics": "running"}
    spec = _experiment({"name": "mlp", "params": params}, plane={"name": "random"})
    first, later = (_facts(spec, "roughness", step)["negative"] for step in (0, 30))
    _KNOWN.clear()
    assert _facts(spec, "roughness", 30)["negative"] == later != first


def test_what_has_grown_too_large_is_said_to_be_so() -> None:
    model = {"name": "mlp", "params": {"hidden": [16, 16, 16], "activation": "relu"}}
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 30.0}}}]
    spec = network_experiment(model, "diabetes", racers=racers, steps=40)
    names = ("sharpness", "learning")
    facts = measure(QuantitiesRequest(experiment=spec, racer=0, step=40, quantities=list(names)))[
        "quantities"
    ]
    assert "too large" in facts["sharpness"]["lacks"]
    assert "lacks" not in facts["learning"]


def test_a_transformers_units_are_told_and_not_its_positions() -> None:
    values = torch.zeros(5, 16, 16)
    values[:, :, 3] = 1.0
    row = _per_unit(values, 16, total=False)
    assert row is not None
    assert np.flatnonzero(row).tolist() == [3]
    image = torch.zeros(5, 4, 8, 8)
    image[:, 2] = 1.0
    row = _per_unit(image, 4, total=False)
    assert row is not None
    assert np.flatnonzero(row).tolist() == [2]


def test_an_explosion_is_told_from_missing_data() -> None:
    model = {"name": "mlp", "params": {"hidden": [32] * 8, "activation": "relu"}}
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}]
    for share in (0.2, 0.0):
        data = {"name": "moons", "params": {"test_share": share}}
        experiment = network_experiment(
            model, data, racers=racers, steps=40, initializer={"name": "large_normal"}
        )
        request = QuantitiesRequest(
            experiment=experiment, step=40, quantities=["layer_gradients", "learning"]
        )
        told = measure(request)["quantities"]
        assert not np.isfinite(told["layer_gradients"]["gradient"]).all()
        assert told["layer_gradients"]["finite"] is False
        assert set(told["learning"]["test_samples"]) == ({0} if share == 0.0 else {40})
        before = measure(QuantitiesRequest(experiment=experiment, step=0, quantities=["layer_gradients"]))
        assert before["quantities"]["layer_gradients"]["finite"] is True
