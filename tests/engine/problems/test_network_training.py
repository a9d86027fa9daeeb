"""Training mode: dropout and normalization against plain torch loops with torch layers."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from torch import nn
from torch.nn import functional

from engine.core.codec import pack, unpack
from engine.core.errors import InvalidSpec
from engine.landscape.build import build_problem, build_race
from engine.problems.batches import Batches
from engine.run.race import COLUMNS, Race
from engine.run.racer import RacerRun
from engine.worker.scan import ScanRequest, evaluate_tile, prepare

STEPS = 60
SGD = [{"optimizer": {"name": "sgd", "params": {"lr": 0.1, "momentum": 0.9}}}]
LOSS, BATCH_LOSS = COLUMNS.index("loss"), COLUMNS.index("batch_loss")


def plain_module(normalization: str, statistics: str, dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, units in pairwise([2, 8, 8]):
        layers.append(nn.Linear(before, units))
        if normalization == "batch":
            layers.append(nn.BatchNorm1d(units, track_running_stats=statistics == "running"))
        if normalization == "layer":
            layers.append(nn.LayerNorm(units))
        layers.append(nn.ReLU())
        if dropout:
            layers.append(nn.Dropout(dropout))
    return nn.Sequential(*layers, nn.Linear(8, 2))


def mask_seed(seed: int, step: int) -> int:
    """Seed of the dropout masks at ``step``: purpose five of the experiment's seed."""
    return int(np.random.SeedSequence([seed, 5, step]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def plain_run(
    module: nn.Module,
    race: Race,
    batch_size: int | None,
    rates: dict[int, float],
    settled: list[torch.Tensor] | None = None,
) -> np.ndarray:
    """Loss and mini-batch loss at each point of a hand-written loop; ``rates`` sets dropout by step.

    ``settled`` receives the running averages that the last loss was measured with.
    """
    inputs, targets = race.problem.inputs, race.problem.targets
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9, foreach=False)
    cursor = Batches(len(inputs), 4)
    rows = []
    for step in range(STEPS + 1):
        for part_ in module.modules():
            if isinstance(part_, nn.Dropout) and step in rates:
                part_.p = rates[step]
        batch = slice(None) if batch_size is None else cursor.next(batch_size)
        if settled is not None:
            settled[:] = [buffer.clone() for buffer in module.buffers()]
        module.eval()
        with torch.no_grad():
            whole = functional.cross_entropy(module(inputs), targets).item()
        module.train()
        optimizer.zero_grad()
        torch.manual_seed(mask_seed(4, step))
        loss = functional.cross_entropy(module(inputs[batch]), targets[batch])
        loss.backward()
        rows.append((whole, loss.item()))
        optimizer.step()
    return np.array(rows).T


CASES = [
    {"normalization": "batch", "statistics": "batch"},
    {"normalization": "batch", "statistics": "running"},
    {"normalization": "layer"},
    {"dropout": 0.3},
    {"normalization": "batch", "statistics": "running", "dropout": 0.2},
]


def race_of(params: dict[str, Any], batch_size: int | None = 40, **more: Any) -> Race:
    model = {"name": "mlp", "params": {"hidden": [8, 8], "activation": "relu", **params}}
    plane = {"name": "random"}
    return build_race(
        network_experiment(
            model, "moons", racers=SGD, steps=STEPS, seed=4, batch_size=batch_size, plane=plane, **more
        )
    )


@pytest.mark.parametrize("params", CASES)
@pytest.mark.parametrize("batch_size", [None, 40])
def test_training_equals_torch_layers(params: dict[str, Any], batch_size: int | None) -> None:
    race = race_of(params, batch_size)
    settings = {"normalization": "none", "statistics": "batch", "dropout": 0.0} | params
    module = plain_module(**settings)
    with torch.no_grad():
        for own, parameter in zip(module.parameters(), race.problem.parameters(), strict=True):
            own.copy_(parameter)
    columns = race.advance(STEPS + 1).racers[0]
    settled: list[torch.Tensor] = []
    plain = plain_run(module, race, batch_size, {}, settled)
    assert columns[LOSS].tobytes() == plain[0].tobytes()
    assert columns[BATCH_LOSS].tobytes() == plain[1].tobytes()
    with_averages = race.racers[0].training.statistics
    assert len(settled) == len(with_averages) == len(list(module.buffers()))
    assert all(map(torch.equal, settled, with_averages))


def test_dropout_edit_keeps_the_weights() -> None:
    rates = {10: 0.5, 30: 0.1, 40: 0.0}
    edits = [{"step": step, "racer": 0, "set": {"dropout": rate}} for step, rate in rates.items()]
    race = race_of({}, edits=edits)
    module = plain_module("none", "batch", 0.9)
    with torch.no_grad():
        for own, parameter in zip(module.parameters(), race.problem.parameters(), strict=True):
            own.copy_(parameter)
    plain = plain_run(module, race, 40, {0: 0.0, **rates})
    columns = race.advance(STEPS + 1).racers[0]
    assert columns[[LOSS, BATCH_LOSS]].tobytes() == plain.tobytes()
    unedited = race_of({}).advance(STEPS + 1).racers[0]
    assert columns[LOSS, :11].tobytes() == unedited[LOSS, :11].tobytes()
    assert columns[LOSS, 11] != unedited[LOSS, 11]


@pytest.mark.parametrize("params", CASES)
def test_restored_race_continues_bit_for_bit(params: dict[str, Any]) -> None:
    race = race_of(params)
    first = race.advance(25).racers[0]
    kept = race.checkpoint()
    rest = race.advance(STEPS).racers[0]
    restored = Race.restore(race.experiment, kept, build_problem(race.experiment))
    assert restored.advance(STEPS).racers[0].tobytes() == rest.tobytes()
    whole = race_of(params).advance(STEPS + 1).racers[0]
    assert np.concatenate([first, rest], axis=1).tobytes() == whole.tobytes()


@pytest.mark.parametrize("params", CASES)
def test_other_racers_and_landscapes_do_not_change_training(params: dict[str, Any]) -> None:
    alone = race_of(params).advance(STEPS + 1).racers[0]
    race = race_of(params)
    both = network_experiment(
        race.experiment.problem.model.model_dump(),
        "moons",
        racers=[{"optimizer": {"name": "adam"}}, *SGD],
        steps=STEPS,
        seed=4,
        batch_size=40,
        plane={"name": "random"},
    )
    beside = build_race(both)
    first = beside.advance(20).racers[1]
    before = [tensor.clone() for run in beside.racers for tensor in run.training.statistics]
    generator = torch.get_rng_state()
    beside.problem.loss_grid(np.linspace(-1, 1, 3), np.linspace(-1, 1, 3))
    after = [tensor for run in beside.racers for tensor in run.training.statistics]
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))
    joined = np.concatenate([first, beside.advance(STEPS).racers[1]], axis=1)
    assert joined.tobytes() == alone.tobytes()
    assert torch.equal(torch.get_rng_state(), generator)


def test_dropout_masks_depend_on_seed_and_step_alone() -> None:
    first = race_of({"dropout": 0.5}).advance(STEPS + 1).racers[0]
    assert first.tobytes() == race_of({"dropout": 0.5}).advance(STEPS + 1).racers[0].tobytes()
    whole_set = race_of({"dropout": 0.5}, None).advance(3).racers[0]
    assert (whole_set[LOSS] != whole_set[BATCH_LOSS]).all()


def test_landscape_around_a_racer_uses_its_running_statistics() -> None:
    race = race_of({"normalization": "batch", "statistics": "running"})
    columns = race.advance(STEPS + 1).racers[0]
    text = race.experiment.model_dump_json()
    for step in (0, 30, STEPS):
        scan = ScanRequest(text, 3, at=(0, step))
        assert prepare(scan).plane is not None
        heights = evaluate_tile(scan, 0)
        assert heights.shape == (3, 3)
        assert heights[1, 1] == pytest.approx(columns[LOSS, step], rel=1e-5)


def test_only_running_statistics_enlarge_a_checkpoint() -> None:
    race = race_of({"normalization": "batch", "statistics": "running"})
    race.advance(5)
    state = unpack(pack(race.racers[0].state()))["training"]
    assert [tuple(tensor.shape) for tensor in state["statistics"]] == [(8,), (8,), ()] * 2
    assert state["statistics"][2].item() == 5
    assert race_of({}).racers[0].state()["training"]["statistics"] == []


@pytest.mark.parametrize(("samples", "size"), [(201, 40), (41, 40), (7, 2), (9, 3), (5, 4)])
def test_no_batch_has_one_sample_if_two_are_required(samples: int, size: int) -> None:
    cursor = Batches(samples, 0, least=2)
    for _ in range(3):
        seen: list[int] = []
        while len(seen) < samples:
            batch = cursor.next(size)
            assert 2 <= len(batch) <= size + 1
            seen += batch.tolist()
        assert sorted(seen) == list(range(samples))


def test_batch_size_one_is_rejected_with_a_remedy() -> None:
    with pytest.raises(InvalidSpec, match="at least 2") as refused:
        race_of({"normalization": "batch"}, 1)
    assert refused.value.pointer == "/problem/batch_size"
    with pytest.raises(InvalidSpec, match="at least 2") as refused:
        race_of({"normalization": "batch"}, edits=[{"step": 3, "racer": 0, "set": {"batch_size": 1}}])
    assert refused.value.pointer == "/edits/0/set/batch_size"
    race_of({"normalization": "layer"}, 1).advance(2)


@pytest.mark.parametrize("value", [1.0, -0.1, "much"])
def test_invalid_dropout_rate_is_rejected(value: Any) -> None:
    with pytest.raises(InvalidSpec) as refused:
        race_of({}, edits=[{"step": 3, "racer": 0, "set": {"dropout": value}}])
    assert refused.value.pointer == "/edits/0/set/dropout"


@pytest.mark.parametrize("initializer", ["zeros", "xavier_normal", "constant", "orthogonal"])
def test_normalization_weights_start_at_one(initializer: str) -> None:
    race = race_of({"normalization": "layer"}, initializer={"name": initializer})
    named = dict(zip(race.problem.names, race.problem.parameters(), strict=True))
    assert (named["1.weight"] == 1).all()
    assert (named["4.weight"] == 1).all()


def test_forty_layers_learn_with_residuals_and_normalization() -> None:
    params = {"hidden": [16] * 40, "activation": "relu", "normalization": "batch", "skip": True}
    adam = [{"optimizer": {"name": "adam", "params": {"lr": 0.003}}}]
    model = {"name": "mlp", "params": params}
    race = build_race(network_experiment(model, "moons", racers=adam, plane={"name": "random"}))
    columns = race.advance(31).racers[0]
    assert race.problem.dim == 3 * 16 + 39 * 17 * 16 + 40 * 32 + 17 * 2
    assert columns[LOSS, -1] < 0.5 * columns[LOSS, 0]


def test_racer_without_observers_has_the_same_bits() -> None:
    race = race_of({"dropout": 0.2})
    unwatched = RacerRun(race.problem, race.experiment, 0, records_loss=False)
    columns = race.advance(STEPS + 1).racers[0]
    rows, _ = unwatched.advance(STEPS + 1)
    assert np.delete(rows, LOSS, axis=0).tobytes() == np.delete(columns, LOSS, axis=0).tobytes()
    assert rows[LOSS].tobytes() == columns[BATCH_LOSS].tobytes()


@pytest.mark.parametrize("statistics", ["batch", "running"])
def test_prediction_does_not_depend_on_other_samples(statistics: str) -> None:
    race = race_of({"normalization": "batch", "statistics": statistics})
    problem = race.problem
    parameters = [parameter.detach() for parameter in problem.parameters()]
    inputs = torch.randn(9, 2)
    together = problem.predict(parameters, inputs)
    alone = torch.cat([problem.predict(parameters, one[None]) for one in inputs])
    torch.testing.assert_close(together, alone)
    whole = problem.predict(parameters, problem.inputs)
    torch.testing.assert_close(whole, problem.forward(parameters, problem.inputs))
    torch.testing.assert_close(problem.predict(parameters, problem.inputs[:1]), whole[:1])


@pytest.mark.parametrize("batch_size", [None, 16])
def test_rarely_measured_loss_changes_no_other_number(
    batch_size: int | None,
) -> None:
    edits = [{"step": 20, "racer": 0, "set": {"batch_size": 24}}]
    often, seldom = (
        race_of({"dropout": 0.2}, batch_size=batch_size, edits=edits, measure_every=every) for every in (1, 7)
    )
    columns, held = (race.advance(STEPS + 1).racers[0] for race in (often, seldom))
    assert np.delete(held, LOSS, axis=0).tobytes() == np.delete(columns, LOSS, axis=0).tobytes()
    last = [step - step % 7 if step < STEPS else STEPS for step in range(STEPS + 1)]
    assert held[LOSS].tobytes() == columns[LOSS, last].tobytes()


@pytest.mark.parametrize("chunk", [1, 3, 8, 13])
def test_bits_do_not_depend_on_chunk_size(chunk: int) -> None:
    """Points are projected in blocks: the block size must not change a bit."""
    whole = race_of({}, measure_every=5)
    columns = whole.advance(STEPS + 1).racers[0]
    race, parts = race_of({}, measure_every=5), []
    while not race.finished:
        parts.append(race.advance(chunk).racers[0])
        race = Race.restore(race.experiment, race.checkpoint(), race.problem)
    assert np.concatenate(parts, axis=1).tobytes() == columns.tobytes()


def test_loss_is_measured_for_schedules_that_need_it() -> None:
    plateau = [{"optimizer": {"name": "adam"}, "schedule": {"name": "reduce_on_plateau"}}]
    with pytest.raises(InvalidSpec) as refused:
        network_experiment({"name": "mlp"}, "moons", racers=plateau, measure_every=2)
    assert refused.value.pointer == "/problem/measure_every"


@pytest.mark.parametrize(("optimizer", "lr"), [("adamw", 1000.0), ("sgd", 10.0)])
def test_last_point_before_divergence_does_not_depend_on_calls(optimizer: str, lr: float) -> None:
    edits = [{"step": 21, "racer": 0, "set": {"lr": lr}}]
    racers = [{"optimizer": {"name": optimizer, "params": {"lr": 1e-3}}}]
    made = network_experiment(
        {"name": "mlp"}, "diabetes", racers=racers, steps=STEPS, edits=edits, plane={"name": "random"}
    )
    stands = []
    for chunk in (1, 3, STEPS + 1):
        race = build_race(made)
        while not race.finished:
            race.advance(chunk)
        (run,) = race.racers
        assert run.ended
        assert run.step < STEPS, "it must diverge, or it shows nothing"
        stands.append((run.step, pack(run.state())))
    assert stands[0] == stands[1] == stands[2]
