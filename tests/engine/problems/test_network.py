"""Network racers: equal bytes as plain torch loops."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import single_tensor, torch_class
from network_specs import MLP, network_experiment
from torch import Tensor, nn
from torch.nn import functional

from engine.catalog.methods import OPTIMIZERS
from engine.landscape.build import build_race
from engine.run.race import COLUMNS, Race
from engine.spec.experiment import Experiment

STEPS = 200


def plain_module(sizes: list[int], activation: type[nn.Module]) -> nn.Sequential:
    parts: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        parts += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*parts[:-1])


def plain_optimizers(
    name: str, parameters: list[Tensor], settings: dict[str, Any]
) -> list[torch.optim.Optimizer]:
    if name == "muon":
        matrices = [p for p in parameters if p.ndim == 2]
        others = [p for p in parameters if p.ndim != 2]
        shared = {"lr": settings["lr"], "weight_decay": settings["weight_decay"]}
        return [torch.optim.Muon(matrices, **settings), torch.optim.AdamW(others, **shared, foreach=False)]
    return [torch_class(name)(parameters, **single_tensor(name), **settings)]


def batch_indices(samples: int, batch_size: int | None, seed: int) -> Iterator[Tensor | slice]:
    """Batches of DataLoader(drop_last=False) with the shuffles of this seed."""
    epoch = 0
    while True:
        if batch_size is None:
            yield slice(None)
            continue
        order = np.random.Generator(np.random.PCG64([seed, 2, epoch])).permutation(samples)
        yield from torch.from_numpy(order).split(batch_size)
        epoch += 1


def plain_run(
    module: nn.Module, loss_function: Any, data: tuple[Tensor, Tensor], experiment: Experiment, racer: int
) -> dict[str, list[float]]:
    """Columns of a hand-written training loop."""
    choice = experiment.racers[racer].optimizer
    optimizers = plain_optimizers(choice.name, list(module.parameters()), choice.params.model_dump())
    inputs, targets = data
    batches = batch_indices(len(inputs), experiment.problem.batch_size, experiment.seed)
    columns: dict[str, list[float]] = {"loss": [], "batch_loss": [], "grad_norm": []}
    for step in range(experiment.steps + 1):
        batch = next(batches)

        def closure(batch: Tensor | slice = batch) -> Tensor:
            module.zero_grad()
            loss = loss_function(module(inputs[batch]), targets[batch])
            loss.backward()
            return loss

        columns["batch_loss"].append(closure().item())
        flat = torch.cat([p.grad.reshape(-1) for p in module.parameters()]).double()
        columns["grad_norm"].append(flat.norm().item())
        with torch.no_grad():
            columns["loss"].append(loss_function(module(inputs), targets).item())
        if step < experiment.steps:
            for optimizer in optimizers:
                optimizer.step(closure) if choice.name == "lbfgs" else optimizer.step()
    return columns


def copy_start(race: Race, module: nn.Module) -> nn.Module:
    with torch.no_grad():
        for own, parameter in zip(module.parameters(), race.problem.parameters(), strict=True):
            own.copy_(parameter)
    return module


def assert_equal_bytes(race: Race, racer: int, columns: np.ndarray, module: nn.Module, plain: dict) -> None:
    for own, parameter in zip(module.parameters(), race.racers[racer].parameters, strict=True):
        assert own.detach().numpy().tobytes() == parameter.detach().numpy().tobytes()
    for name in ("loss", "batch_loss"):
        assert columns[COLUMNS.index(name)].tobytes() == np.array(plain[name]).tobytes(), name
    # A sum of float32 squares has as many digits as the weights.
    np.testing.assert_allclose(columns[COLUMNS.index("grad_norm")], plain["grad_norm"], rtol=2e-6)


@pytest.mark.parametrize("batch_size", [None, 32])
@pytest.mark.parametrize("name", [entry.name for entry in OPTIMIZERS if entry.family == "torch"])
def test_every_optimizer_equals_a_plain_loop_beside_another_racer(name: str, batch_size: int | None) -> None:
    racers = [{"optimizer": {"name": "sgd"}}, {"optimizer": {"name": name}}]
    moons = {"name": "moons", "params": {"test_share": 0.0}}
    experiment = network_experiment(MLP, moons, racers=racers, steps=STEPS, batch_size=batch_size, seed=3)
    race = build_race(experiment)
    module = copy_start(race, plain_module([2, 8, 8, 2], nn.Tanh))
    data = race.problem.inputs, race.problem.targets
    assert data[0].dtype == torch.float32
    assert len(data[0]) == 200  # 200 = 6 x 32 + 8: the last batch is short
    columns = race.advance(STEPS + 1).racers[1]
    plain = plain_run(module, functional.cross_entropy, data, experiment, 1)
    assert columns.shape[1] == STEPS + 1
    assert_equal_bytes(race, 1, columns, module, plain)


@pytest.mark.parametrize(
    ("model", "dataset", "loss", "module", "function"),
    [
        ("line", "diabetes", "mse", nn.Linear(1, 1), functional.mse_loss),
        (
            "logistic_neuron",
            "breast_cancer",
            "binary_cross_entropy",
            nn.Linear(1, 1),
            functional.binary_cross_entropy_with_logits,
        ),
        (
            "linear_chain",
            "proportional",
            "mse",
            nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)),
            functional.mse_loss,
        ),
        (
            {"name": "mlp", "params": {"hidden": [16], "activation": "relu"}},
            {"name": "digits", "params": {"samples": 150}},
            "cross_entropy",
            plain_module([64, 16, 10], nn.ReLU),
            functional.cross_entropy,
        ),
        (
            {"name": "mlp", "params": {"hidden": [6], "activation": "sigmoid"}},
            "diabetes",
            "mse",
            plain_module([1, 6, 1], nn.Sigmoid),
            functional.mse_loss,
        ),
        (
            {"name": "mlp", "params": {"hidden": [6], "activation": "leaky_relu"}},
            "xor",
            "binary_cross_entropy",
            plain_module([2, 6, 1], nn.LeakyReLU),
            functional.binary_cross_entropy_with_logits,
        ),
    ],
)
@pytest.mark.parametrize("batch_size", [None, 7])
def test_every_model_equals_a_plain_module(
    model: Any, dataset: Any, loss: str, module: nn.Module, function: Any, batch_size: int | None
) -> None:
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": 0.01, "momentum": 0.9}}}]
    experiment = network_experiment(
        model, dataset, loss={"name": loss}, racers=racers, steps=STEPS, batch_size=batch_size
    )
    race = build_race(experiment)
    copy_start(race, module)
    columns = race.advance(STEPS + 1).racers[0]
    plain = plain_run(module, function, (race.problem.inputs, race.problem.targets), experiment, 0)
    assert_equal_bytes(race, 0, columns, module, plain)


def test_network_input_equals_the_data() -> None:
    problem = build_race(network_experiment(MLP, {"name": "digits", "params": {"samples": 100}})).problem
    samples = problem._samples
    np.testing.assert_array_equal(problem.inputs.numpy(), samples.inputs.astype(np.float32))
    np.testing.assert_array_equal(problem.targets.numpy(), samples.targets)


@pytest.mark.parametrize("model", ["line", "logistic_neuron", "linear_chain"])
def test_two_weights_are_their_own_coordinates(model: str) -> None:
    dataset = {"line": "diabetes", "logistic_neuron": "breast_cancer", "linear_chain": "proportional"}[model]
    race = build_race(network_experiment(model, dataset, start=[0.5, -0.25], steps=20))
    columns = race.advance(21).racers[0]
    assert columns[:2, 0].tolist() == [0.5, -0.25]
    assert columns[:2, -1].tolist() == [p.item() for p in race.racers[0].parameters]
    assert (columns[COLUMNS.index("off_plane")] == 0.0).all()
    gradient = columns[COLUMNS.index("gradient_x")], columns[COLUMNS.index("gradient_y")]
    np.testing.assert_allclose(np.hypot(*gradient), columns[COLUMNS.index("grad_norm")])


def test_start_overrides_the_initializer() -> None:
    race = build_race(network_experiment("line", start=[0.5, -0.25], initializer={"name": "zeros"}))
    assert [p.item() for p in race.problem.parameters()] == [0.5, -0.25]


def test_initializer_sets_two_weights_too() -> None:
    constant = {"name": "constant", "params": {"value": 0.75}}
    race = build_race(network_experiment("line", initializer=constant))
    assert [p.item() for p in race.problem.parameters()] == [0.75, 0.75]


def test_each_weight_matrix_has_its_own_stream() -> None:
    short, long = (
        build_race(
            network_experiment({"name": "mlp", "params": {"hidden": hidden}}, "moons")
        ).problem.parameters()
        for hidden in ([8], [8, 8])
    )
    assert torch.equal(short[0], long[0])
    assert not torch.equal(long[0].flatten()[:8], long[2].flatten()[:8])


def test_weights_draw_does_not_change_data_or_batches() -> None:
    races = [
        build_race(network_experiment(MLP, "moons", steps=30, batch_size=32, weights_draw=k))
        for k in (0, 0, 7)
    ]
    first, again, other = (race.problem for race in races)
    assert np.array_equal(first.initial, again.initial)
    for one, another in zip(first.parameters(), other.parameters(), strict=True):
        assert (one == another).all() == (one.ndim == 1)
    assert torch.equal(first.inputs, other.inputs)
    orders = [race.racers[0].batches.next(32).tolist() for race in races]
    assert orders[0] == orders[2]


def test_biases_begin_at_zero() -> None:
    for tensor in build_race(network_experiment(MLP, "moons")).problem.parameters():
        assert (tensor == 0).all() == (tensor.ndim == 1)


def test_building_a_problem_does_not_touch_the_global_generator() -> None:
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    build_race(network_experiment(MLP, "moons")).advance(3)
    assert torch.equal(torch.rand(1), expected)


def test_loss_column_stays_the_full_loss_after_batch_edits() -> None:
    edits = [{"step": 5, "racer": 0, "set": {"batch_size": 16}}]
    race = build_race(network_experiment(MLP, "moons", steps=10, edits=edits))
    columns = race.advance(11).racers[0]
    loss, batch_loss = columns[COLUMNS.index("loss")], columns[COLUMNS.index("batch_loss")]
    np.testing.assert_array_equal(loss[:5], batch_loss[:5])
    assert (loss[5:] != batch_loss[5:]).all()
    assert (np.diff(loss) < 0).sum() > 5


@pytest.mark.parametrize("optimizer", ["sgd", "lbfgs"])
def test_examples_are_counted_as_they_are_seen(optimizer: str) -> None:
    edits = [{"step": 6, "racer": 0, "set": {"batch_size": 50}}]
    racers = [{"optimizer": {"name": optimizer, "params": {"lr": 0.01}}}]
    made = network_experiment(MLP, "moons", racers=racers, steps=9, batch_size=64, edits=edits)
    columns = build_race(made).advance(10).racers[0]
    evaluations, examples = (columns[COLUMNS.index(name)] for name in ("evaluations", "examples"))
    samples = len(build_race(made).problem.inputs)
    sizes: list[int] = []  # as a DataLoader cuts an epoch: the last batch is short
    while len(sizes) < 9:
        left = samples - sum(sizes) % samples
        sizes.append(min(64 if len(sizes) < 6 else 50, left))
    np.testing.assert_array_equal(np.diff(examples), np.diff(evaluations) * sizes)
    assert examples[0] == 0


def test_bytes_depend_on_the_experiment_and_its_seed() -> None:
    def columns(seed: int) -> bytes:
        experiment = network_experiment(MLP, "moons", seed=seed, batch_size=16, steps=30)
        return build_race(experiment).advance(31).racers[0].tobytes()

    assert columns(1) == columns(1)
    assert columns(1) != columns(2)


def test_large_rate_on_raw_data_reports_divergence() -> None:
    raw = {"name": "diabetes", "params": {"scaling": "raw"}}
    racers = [
        {"optimizer": {"name": "sgd", "params": {"lr": 0.1}}},
        {"optimizer": {"name": "sgd", "params": {"lr": 1e-3}}},
    ]
    chunk = build_race(network_experiment("line", raw, racers=racers, steps=200)).advance(201)
    assert chunk.racers[0].shape[1] < 201
    assert np.isfinite(chunk.racers[0]).all()
    assert chunk.racers[1].shape[1] == 201
    assert [event.name for event in chunk.events if event.racer == 0][-1] == "diverged"
