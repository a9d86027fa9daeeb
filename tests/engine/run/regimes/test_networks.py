"""Verdicts of networks: noise, penalties, a loss that is measured less often, and any split into chunks."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import experiment, racer, surface
from network_specs import network_experiment
from torch import nn

from engine.landscape.build import build_problem, build_race
from engine.run.race import COLUMNS, Race
from engine.run.trajectory import Chunk, Event
from engine.spec.experiment import Experiment, canonical
from engine.worker.advance import RunRef, advance, clear_cache

MLP = {"name": "mlp", "params": {"hidden": [6], "activation": "tanh"}}
NOISY: dict[str, Any] = {
    "model": {"name": "mlp", "params": {"hidden": [6], "dropout": 0.3}},
    "dataset": {"name": "moons", "params": {"samples": 80}},
    "l1": 1e-3,
    "batch_size": 8,
    "racers": [racer("adam", lr=0.02)],
    "steps": 400,
    "plane": {"name": "random", "params": {}},
}


def made(**changes: Any) -> Experiment:
    settings = NOISY | changes
    return network_experiment(settings.pop("model"), settings.pop("dataset"), **settings)


def told(spec: Experiment) -> list[Event]:
    return build_race(spec).advance(spec.steps + 1).events


def test_steps_of_the_last_digit_are_stalled() -> None:
    """A simplex that has shrunk to the last digit of single precision, where there is still slope."""
    spec = network_experiment(
        "line",
        "proportional",
        racers=[racer("nelder_mead")],
        steps=60,
        seed=513,
        loss={"name": "huber"},
        initializer={"name": "xavier_normal"},
        batch_size=4,
        start=[-1.0, 1.5],
    )
    rows = build_race(spec).advance(61).racers[0]
    assert 0 < np.hypot(np.diff(rows[0, 37:]), np.diff(rows[1, 37:])).max() < 1e-7
    last = told(spec)[-1]
    assert last.name == "stalled"
    assert "last digit" in last.sentence


def test_swing_of_batches_and_dropout_is_noise() -> None:
    words = told(made())
    assert words[-1].name == "noise_floor"
    assert "mini-batches and dropout" in words[-1].sentence
    assert "oscillating" not in [word.name for word in words]


@pytest.mark.parametrize("seed", range(3))
def test_measuring_less_often_contradicts_nothing(seed: int) -> None:
    falling, resting = {"descending", "finished", "crawling"}, {"noise_floor", "plateau", "crawling"}
    ends = {told(made(measure_every=every, seed=seed))[-1].name for every in (1, 10, 50)}
    assert ends <= falling or ends <= resting, ends


def test_loss_that_is_measured_once_says_nothing() -> None:
    words = told(made(measure_every=400))
    assert [(word.name, word.step) for word in words][:1] == [("at_start", 0)]
    assert {word.step for word in words[1:]} == {400}


@pytest.mark.parametrize(("decay", "l1"), [(0.05, 0.0), (0.0, 0.01), (0.05, 0.01)])
def test_objective_is_that_of_a_plain_loop(decay: float, l1: float) -> None:
    spec = network_experiment(
        MLP,
        {"name": "moons", "params": {"samples": 60}},
        racers=[racer("sgd", lr=0.1, weight_decay=decay)],
        steps=60,
        l1=l1,
        plane={"name": "random", "params": {}},
    )
    problem = build_problem(spec)
    race = Race(spec, problem)
    last = race.advance(61).events[-1]
    inputs, targets = problem.inputs, problem.targets
    module = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 2))
    start = problem.parameters()
    with torch.no_grad():
        for own, given in zip(module.parameters(), start, strict=True):
            own.copy_(given)
    values = []
    for _ in range(61):
        loss = nn.functional.cross_entropy(module(inputs), targets)
        weights = list(module.parameters())
        penalized = loss + l1 * sum(w.abs().sum() for w in weights)
        whole = penalized + decay / 2 * sum((w**2).sum() for w in weights)
        slopes = torch.autograd.grad(whole, weights)
        values.append((whole.item(), torch.cat([s.reshape(-1) for s in slopes]).norm().item()))
        with torch.no_grad():
            for w, s in zip(weights, slopes, strict=True):
                w -= 0.1 * s
    assert last.step == 60
    assert last.evidence["objective"] == pytest.approx(values[60][0], rel=1e-4)
    assert last.evidence["objective_before"] == pytest.approx(
        values[60 - int(last.evidence["steps"])][0], rel=1e-4
    )
    assert last.evidence["gradient"] == pytest.approx(values[60][1], rel=1e-3)


def whole_and_parts(spec: Experiment, size: int) -> tuple[Chunk, list[Chunk]]:
    parts = []
    for start in range(0, spec.steps + 1, size):
        clear_cache()
        checkpoint = None
        if parts and parts[-1].checkpoint is not None:
            checkpoint = parts[-1].checkpoint
        parts.append(advance(RunRef(canonical(spec), checkpoint), start, size, want_checkpoint=True))
    return build_race(spec).advance(spec.steps + 1), parts


@pytest.mark.parametrize("size", [7, 64])
def test_words_do_not_depend_on_chunks(size: int) -> None:
    edits = [
        {"step": 90, "racer": 0, "set": {"weight_decay": 0.1}},
        {"step": 131, "racer": 0, "set": {"batch_size": 40}},
    ]
    specs = [
        made(racers=[racer("sgd", lr=0.2)], steps=200, edits=edits),
        experiment(
            surface("rosenbrock", noise=0.1), [racer("sgd", lr=1e-3, momentum=0.9)], 300, edits=edits[:1]
        ),
    ]
    for spec in specs:
        whole, parts = whole_and_parts(spec, size)
        assert [event for part in parts for event in part.events] == whole.events
        assert any(event.evidence for event in whole.events)


def test_window_begins_anew_with_another_penalty() -> None:
    edits = [{"step": 100, "racer": 0, "set": {"weight_decay": 1.0}}]
    spec = experiment(surface("booth"), [racer("sgd", lr=0.05)], 250, edits=edits)
    chunk = build_race(spec).advance(251)
    after = [event for event in chunk.events if event.step > 100]
    assert after[-1].name == "converged"
    assert all(event.step - event.evidence["steps"] >= 100 for event in after)


def test_dead_network_is_on_level_ground() -> None:
    zeros = {"name": "zeros", "params": {}}
    spec = network_experiment(
        {"name": "mlp", "params": {"hidden": [4], "activation": "relu"}},
        {"name": "curve"},
        racers=[racer("sgd", lr=0.0)],
        initializer=zeros,
        steps=40,
        plane={"name": "random", "params": {}},
    )
    word = told(spec)[-1]
    assert word.name in ("stalled", "plateau")


def test_early_stop_after_a_rise_is_not_finished() -> None:
    spec = network_experiment(
        MLP,
        {"name": "moons", "params": {"samples": 60, "test_share": 0.5}},
        racers=[racer("sgd", lr=60.0)],
        steps=300,
        early_stopping=2,
        plane={"name": "random", "params": {}},
    )
    chunk = build_race(spec).advance(301)
    loss, last = chunk.racers[0][COLUMNS.index("loss")], chunk.events[-1]
    assert "Stopped early" in last.sentence
    count = len(loss)
    window = loss[-max(24, -(-count // 5)) :]
    assert (last.name == "finished") == bool(window[-1] <= window[0])
    assert np.isfinite(loss).all()


def test_unmeasured_loss_with_a_new_penalty_proves_nothing() -> None:
    """The loss is known at the start alone, the L1 penalty everywhere: their sum is no measurement."""
    spec = network_experiment(
        {"name": "logistic_neuron"},
        "breast_cancer",
        racers=[racer("newton", lr=1.88)],
        steps=12,
        l1=0.05,
        measure_every=10,
        start=[2.0, 2.0],
    )
    assert all(event.name != "diverging" for event in told(spec) if event.step < 10)


def test_sharpness_is_that_of_its_step() -> None:
    """Rows of several blocks are read at once; each verdict still has the curvature of its own weights."""
    spec = made(model=MLP, l1=0.0, batch_size=None, racers=[racer("sgd", lr=3.0)], steps=240)
    events = [event for event in told(spec) if "sharpness" in event.evidence]
    assert events
    for event in events:
        race = build_race(spec)
        race.advance(event.step)
        problem = race.problem
        flat = torch.cat([tensor.detach().flatten() for tensor in race.racers[0].parameters]).double()

        def loss(weights: torch.Tensor, problem: Any = problem) -> torch.Tensor:
            parts = weights.split([math.prod(shape) for shape in problem.shapes])
            tensors = [part.view(shape) for part, shape in zip(parts, problem.shapes, strict=True)]
            return problem.eval_loss(tensors)

        hessian = torch.autograd.functional.hessian(loss, flat)
        largest = torch.linalg.eigvalsh(hessian)[-1].item()
        assert event.evidence["sharpness"] == pytest.approx(largest, rel=1e-2)
