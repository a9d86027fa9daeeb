"""Regularization: L1 penalty and early stopping against plain torch loops."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from torch import nn
from torch.nn import functional

from engine.core.errors import InvalidSpec
from engine.landscape.build import build_problem, build_race
from engine.run.race import COLUMNS, Race
from engine.spec.experiment import Experiment

LOSS, SEEN, NORM = (COLUMNS.index(name) for name in ("loss", "batch_loss", "grad_norm"))
SMALL = {"name": "mlp", "params": {"hidden": [12], "activation": "tanh"}}
NOISY = {"name": "moons", "params": {"samples": 60, "noise": 0.4, "test_share": 0.4}}
ADAM = [{"optimizer": {"name": "adam", "params": {"lr": 0.05}}}]


def _module(race: Race) -> nn.Sequential:
    module = nn.Sequential(nn.Linear(2, 12), nn.Tanh(), nn.Linear(12, 2))
    with torch.no_grad():
        for own, parameter in zip(module.parameters(), race.problem.parameters(), strict=True):
            own.copy_(parameter)
    return module


@pytest.mark.parametrize("edited", [False, True])
def test_l1_step_equals_a_plain_loop(edited: bool) -> None:
    edits = [{"step": step, "racer": 0, "set": {"l1": l1}} for step, l1 in ((20, 0.0), (35, 0.05))]
    experiment = network_experiment(
        SMALL, "moons", racers=ADAM, steps=60, l1=0.01, edits=edits if edited else []
    )
    race = build_race(experiment)
    module = _module(race)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05, foreach=False)
    inputs, targets = race.problem.inputs, race.problem.targets
    columns = race.advance(61).racers[0]
    l1 = 0.01
    for step in range(61):
        l1 = {20: 0.0, 35: 0.05}.get(step, l1) if edited else l1
        optimizer.zero_grad()
        loss = functional.cross_entropy(module(inputs), targets)
        seen = loss + l1 * sum(weight.abs().sum() for weight in module.parameters()) if l1 else loss
        assert columns[LOSS, step] == loss.item()
        assert columns[SEEN, step] == seen.item()
        seen.backward()
        optimizer.step()


def test_l1_penalty_shrinks_weights() -> None:
    def size(l1: float) -> float:
        race = build_race(network_experiment(SMALL, "moons", racers=ADAM, steps=300, l1=l1))
        race.advance(301)
        return sum(float((p.abs() < 0.01).sum()) for p in race.racers[0].parameters)

    assert size(0.01) > size(0.0) + 10


def _stopped(patience: int | None, steps: int = 400) -> tuple[Experiment, Race, Any]:
    experiment = network_experiment(SMALL, NOISY, racers=ADAM, steps=steps, early_stopping=patience)
    race = build_race(experiment)
    return experiment, race, race.advance(steps + 1)


def test_racer_stops_after_patience_checks_without_improvement() -> None:
    patience = 4
    _, race, chunk = _stopped(patience)
    module = _module(race)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05, foreach=False)
    problem = race.problem
    unseen, answers = torch.from_numpy(problem.test.inputs).float(), torch.from_numpy(problem.test.targets)
    tests: list[float] = []
    for step in range(401):
        if step % 10 == 0:
            with torch.no_grad():
                tests.append(functional.cross_entropy(module(unseen), answers.long()).item())
            if len(tests) - 1 - int(np.argmin(tests)) >= patience:
                break
        optimizer.zero_grad()
        functional.cross_entropy(module(problem.inputs), problem.targets).backward()
        optimizer.step()
    assert 0 < step < 400
    assert chunk.finished
    assert chunk.racers[0].shape[1] == step + 1
    last = chunk.events[-1]
    assert (last.name, last.step) == ("finished", step)
    assert f"lowest at step {10 * int(np.argmin(tests))} ({min(tests):.4g})" in last.sentence


def test_checkpoint_remembers_the_checks() -> None:
    experiment, _, chunk = _stopped(4)
    again = build_race(experiment)
    again.advance(chunk.racers[0].shape[1] - 15)
    rest = Race.restore(experiment, again.checkpoint(), build_problem(experiment)).advance(400)
    assert rest.finished
    assert rest.racers[0].shape[1] == 15
    assert np.array_equal(rest.racers[0], chunk.racers[0][:, -15:])


def test_without_patience_all_steps_are_taken() -> None:
    assert _stopped(None)[2].racers[0].shape[1] == 401


@pytest.mark.parametrize(
    ("spec", "pointer"),
    [
        ({"early_stopping": 3, "dataset": "diabetes", "model": "line"}, "/problem/early_stopping"),
        ({"edits": [{"step": 1, "racer": 0, "set": {"l1": -1.0}}]}, "/edits/0/set/l1"),
        ({"edits": [{"step": 1, "racer": 0, "set": {"l1": math.inf}}]}, "/edits/0/set/l1"),
        ({"edits": [{"step": 1, "racer": 0, "set": {"l1": True}}]}, "/edits/0/set/l1"),
    ],
)
def test_invalid_regularization_is_rejected(spec: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidSpec) as refused:
        network_experiment(**{"model": SMALL, "dataset": "moons", **spec})
    assert refused.value.pointer == pointer
