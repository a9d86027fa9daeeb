"""Early stopping: a racer ends after as many checks without a new lowest test loss as its patience says."""

from typing import Any

import pytest
import torch
from network_specs import network_experiment
from torch.nn import functional

from engine.core.early_stopping import TEST_LOSS_EVERY, EarlyStopping
from engine.landscape.build import build_problem, build_race
from engine.run.race import Race

DATA = {"name": "moons", "params": {"samples": 40}}


def ends_at(losses: list[float], patience: int) -> int | None:
    """The number of the check that ends a racer."""
    stopping = EarlyStopping(patience)
    return next((k for k, loss in enumerate(losses) if stopping.update(10 * k, loss)), None)


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_constant_loss_ends_after_the_patience(patience: int) -> None:
    assert ends_at([0.5] * 20, patience) == patience


@pytest.mark.parametrize(
    ("losses", "patience", "end"),
    [
        ([3, 2, 1, 1, 1, 1], 3, 5),
        ([3, 2, 1, 2, 2, 0.5, 2, 2, 2], 3, 8),  # a new lowest loss begins the count again
        ([3, 4, 2.9, 4, 2.8, 4, 2.7, 4], 2, None),
        ([1, float("nan"), float("nan"), 0.5], 2, 2),
        ([1, 1 - 1e-12, 1 - 2e-12, 1 - 3e-12], 1, None),
        ([1, 0.5, 0.5], 1, 2),
    ],
)
def test_count_begins_again_at_a_new_lowest(losses: list[float], patience: int, end: int | None) -> None:
    assert ends_at(losses, patience) == end


def made(patience: int | None, steps: int = 200, lr: float = 0.0, **more: Any) -> Any:
    racers = [{"optimizer": {"name": "sgd", "params": {"lr": lr}}}]
    return network_experiment(
        {"name": "mlp", "params": {"hidden": [3]}},
        DATA,
        racers=racers,
        steps=steps,
        early_stopping=patience,
        plane={"name": "weights"},
        **more,
    )


@pytest.mark.parametrize("patience", [1, 3])
def test_racer_that_does_not_move_ends_after_its_patience(patience: int) -> None:
    chunk = build_race(made(patience)).advance(201)
    last = 10 * patience
    assert chunk.racers[0].shape[1] == last + 1
    assert (chunk.events[-1].name, chunk.events[-1].step) == ("finished", last)
    assert f"at step {last}: the test loss was lowest at step 0" in chunk.events[-1].sentence
    assert f"{patience} checks since" in chunk.events[-1].sentence
    assert TEST_LOSS_EVERY == 10


@pytest.mark.parametrize(("steps", "points"), [(29, 30), (30, 31), (31, 31)])
def test_stop_at_the_last_step_and_beyond(steps: int, points: int) -> None:
    assert build_race(made(3, steps)).advance(steps + 1).racers[0].shape[1] == points


def test_racer_without_patience_takes_all_steps() -> None:
    assert build_race(made(None, 60)).advance(61).racers[0].shape[1] == 61


def plain_end(race: Race, patience: int, lr: float, steps: int) -> int:
    """The step at which a loop written by hand ends: test loss every ten steps, on the test samples alone."""
    weights = [weight.detach().clone().requires_grad_() for weight in race.problem.parameters()]
    optimizer = torch.optim.SGD(weights, lr=lr, foreach=False)
    test = race.problem.test  # type: ignore[attr-defined]
    tested = torch.from_numpy(test.inputs).float(), torch.from_numpy(test.targets)
    lowest, misses = float("inf"), 0

    def loss_on(inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        hidden = torch.tanh(functional.linear(inputs, weights[0], weights[1]))
        return functional.cross_entropy(functional.linear(hidden, weights[2], weights[3]), targets.long())

    for step in range(steps + 1):
        if step % 10 == 0:
            with torch.no_grad():
                loss = loss_on(*tested).item()
            lowest, misses = (loss, 0) if loss < lowest else (lowest, misses + 1)
            if misses >= patience:
                return step
        optimizer.zero_grad()
        loss_on(race.problem.inputs, race.problem.targets).backward()  # type: ignore[attr-defined]
        optimizer.step()
    return steps


@pytest.mark.parametrize(("patience", "lr", "seed"), [(1, 5.0, 0), (2, 8.0, 1), (3, 8.0, 2)])
def test_overshooting_racer_ends_where_a_plain_loop_ends(patience: int, lr: float, seed: int) -> None:
    race = build_race(made(patience, 200, lr, seed=seed))
    end = plain_end(race, patience, lr, 200)
    assert 0 < end < 200
    assert race.advance(201).racers[0].shape[1] == end + 1


@pytest.mark.parametrize("at", [9, 10, 11, 20, 29])
def test_count_survives_a_checkpoint(at: int) -> None:
    spec = made(3)
    race = build_race(spec)
    race.advance(at)
    again = Race.restore(spec, race.checkpoint(), build_problem(spec)).advance(201)
    assert at + again.racers[0].shape[1] == 31
