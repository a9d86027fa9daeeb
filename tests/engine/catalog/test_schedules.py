"""Schedules: learning rates and paths against torch's schedulers in a plain loop."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import experiment, racer, surface
from torch.optim import lr_scheduler as torch_schedules

from engine.catalog.schedules import SCHEDULES
from engine.core.errors import InvalidSpec
from engine.landscape.build import build_race
from engine.run.race import COLUMNS

STEPS = 120
Build = Callable[[torch.optim.Optimizer], torch_schedules.LRScheduler]

CASES: list[tuple[str, dict[str, Any], Build]] = [
    ("constant", {}, lambda o: torch_schedules.LambdaLR(o, lambda _: 1.0)),
    ("step", {"step_size": 30, "gamma": 0.5}, lambda o: torch_schedules.StepLR(o, 30, 0.5)),
    (
        "multi_step",
        {"milestones": [10, 50], "gamma": 0.3},
        lambda o: torch_schedules.MultiStepLR(o, [10, 50], 0.3),
    ),
    ("exponential", {"gamma": 0.97}, lambda o: torch_schedules.ExponentialLR(o, 0.97)),
    ("cosine", {}, lambda o: torch_schedules.CosineAnnealingLR(o, STEPS)),
    (
        "cosine",
        {"T_max": 40, "eta_min": 0.01},
        lambda o: torch_schedules.CosineAnnealingLR(o, 40, 0.01),
    ),
    (
        "cosine_warm_restarts",
        {"T_0": 20, "T_mult": 2},
        lambda o: torch_schedules.CosineAnnealingWarmRestarts(o, 20, 2),
    ),
    (
        "linear_warmup",
        {"start_factor": 0.1, "total_iters": 30},
        lambda o: torch_schedules.LinearLR(o, 0.1, 1.0, 30),
    ),
    (
        "one_cycle",
        {},
        lambda o: torch_schedules.OneCycleLR(o, 0.1, total_steps=STEPS, cycle_momentum=False),
    ),
    (
        "one_cycle",
        {"max_lr": 0.5, "cycle_momentum": True, "three_phase": True, "anneal_strategy": "linear"},
        lambda o: torch_schedules.OneCycleLR(
            o, 0.5, total_steps=STEPS, cycle_momentum=True, three_phase=True, anneal_strategy="linear"
        ),
    ),
    (
        "cyclic",
        {"base_lr": 0.01, "step_size_up": 7, "step_size_down": 13, "mode": "triangular2"},
        lambda o: torch_schedules.CyclicLR(
            o, 0.01, 0.1, step_size_up=7, step_size_down=13, mode="triangular2", cycle_momentum=False
        ),
    ),
    ("polynomial", {"power": 2.0}, lambda o: torch_schedules.PolynomialLR(o, STEPS, 2.0)),
    (
        "reduce_on_plateau",
        {"factor": 0.5, "patience": 3, "threshold": 0.2},
        lambda o: torch_schedules.ReduceLROnPlateau(o, factor=0.5, patience=3, threshold=0.2),
    ),
]


def lr_column(rows: np.ndarray) -> list[float]:
    values: list[float] = rows[COLUMNS.index("lr")].tolist()
    return values


def test_every_schedule_is_compared() -> None:
    assert {name for name, _, _ in CASES} == set(SCHEDULES.names)


@pytest.mark.parametrize(("name", "params", "build"), CASES)
def test_rates_and_path_equal_a_plain_loop(name: str, params: dict[str, Any], build: Build) -> None:
    schedule = {"name": name, "params": params}
    made = experiment(surface("bowl"), [racer("adam", schedule, lr=0.1)], STEPS)
    (rows,) = build_race(made).advance(STEPS + 1).racers
    point = torch.tensor((2.5, 1.5), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([point], lr=0.1, foreach=False, fused=False)
    scheduler = build(optimizer)
    rates, places = [], []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        places.append(point.tolist())
        optimizer.zero_grad()
        x, y = point.unbind()
        loss = 0.5 * (x**2 + y**2)
        loss.backward()
        optimizer.step()
        if isinstance(scheduler, torch_schedules.ReduceLROnPlateau):
            scheduler.step(loss.item())
        else:
            scheduler.step()
    assert lr_column(rows)[:-1] == rates
    assert rows[:2, :-1].T.tolist() == places
    assert min(lr_column(rows)) >= 0.0


@pytest.mark.parametrize(("name", "params", "build"), CASES)
def test_new_base_rate_keeps_schedule_shape(name: str, params: dict[str, Any], build: Build) -> None:
    del build
    schedule = {"name": name, "params": params}
    edits = [{"step": 25, "racer": 0, "set": {"lr": 0.2}}]
    optimizer = "adam" if params.get("cycle_momentum") else "sgd"
    plain = build_race(experiment(surface("matyas"), [racer(optimizer, schedule, lr=0.1)], STEPS))
    edited = build_race(
        experiment(surface("matyas"), [racer(optimizer, schedule, lr=0.1)], STEPS, edits=edits)
    )
    before = lr_column(plain.advance(STEPS + 1).racers[0])
    after = lr_column(edited.advance(STEPS + 1).racers[0])
    assert after[:25] == before[:25]
    if name == "reduce_on_plateau":
        assert after[25] == pytest.approx(2 * before[25])
        return
    floor = params.get("eta_min", 0.0)
    expected = [floor + (0.2 - floor) * (rate - floor) / (0.1 - floor) for rate in before[25:]]
    assert after[25:] == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_rate_stays_after_the_cycle() -> None:
    schedule = {"name": "one_cycle", "params": {"total_steps": 20}}
    (rows,) = build_race(experiment(surface("bowl"), [racer("sgd", schedule, lr=0.1)], 50)).advance(51).racers
    assert set(lr_column(rows)[19:]) == {lr_column(rows)[19]}


@pytest.mark.parametrize(
    ("optimizer", "params", "pointer"),
    [
        ("adagrad", {"cycle_momentum": True}, "/racers/0/schedule/params/cycle_momentum"),
        ("sgd", {"total_steps": 10, "pct_start": 0.1}, "/racers/0/schedule/params"),
    ],
)
def test_impossible_schedules_are_refused(optimizer: str, params: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidSpec) as caught:
        experiment(surface("bowl"), [racer(optimizer, {"name": "one_cycle", "params": params})])
    assert caught.value.pointer == pointer
