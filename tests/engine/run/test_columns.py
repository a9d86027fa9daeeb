"""Columns: each number of every optimizer and schedule, against plain loops that read torch's state."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import TORCH, TORCH_ON_SURFACES, experiment, racer, surface, torch_optimizer
from network_specs import network_experiment
from torch.nn import functional
from torch.optim import lr_scheduler as torch_schedules

from engine.catalog.schedules import SCHEDULES
from engine.landscape.build import build_problem, build_race
from engine.run.race import COLUMNS, Race
from engine.run.racer import RacerRun

STEPS = 14
MOMENTS = {
    "sgd": "momentum_buffer",
    "rmsprop": "momentum_buffer",
    "adam": "exp_avg",
    "adamw": "exp_avg",
    "adamax": "exp_avg",
    "nadam": "exp_avg",
    "radam": "exp_avg",
    "muon": "momentum_buffer",
}
"""Where torch keeps the first moment; the others of torch's optimizers have none."""

SETTINGS: dict[str, dict[str, Any]] = {
    "sgd": {"momentum": 0.75},
    "rmsprop": {"momentum": 0.5},
    "lbfgs": {"max_iter": 2},
    "muon": {"momentum": 0.75},
}
"""Settings beyond the defaults, so that there is a moment to record."""

Build = Callable[[torch.optim.Optimizer], torch_schedules.LRScheduler]
PLANS: dict[str, tuple[dict[str, Any], Build]] = {
    "constant": ({}, lambda o: torch_schedules.LambdaLR(o, lambda _: 1.0)),
    "step": ({"step_size": 4, "gamma": 0.5}, lambda o: torch_schedules.StepLR(o, 4, 0.5)),
    "multi_step": (
        {"milestones": [3, 6], "gamma": 0.25},
        lambda o: torch_schedules.MultiStepLR(o, [3, 6], 0.25),
    ),
    "exponential": ({"gamma": 0.75}, lambda o: torch_schedules.ExponentialLR(o, 0.75)),
    "cosine": ({}, lambda o: torch_schedules.CosineAnnealingLR(o, STEPS)),
    "cosine_warm_restarts": (
        {"T_0": 3, "T_mult": 2},
        lambda o: torch_schedules.CosineAnnealingWarmRestarts(o, 3, 2),
    ),
    "linear_warmup": (
        {"start_factor": 0.25, "total_iters": 5},
        lambda o: torch_schedules.LinearLR(o, 0.25, 1.0, 5),
    ),
    "one_cycle": (
        {"max_lr": 0.03125},
        lambda o: torch_schedules.OneCycleLR(o, 0.03125, total_steps=STEPS, cycle_momentum=False),
    ),
    "cyclic": (
        {"base_lr": 0.001, "max_lr": 0.03125, "step_size_up": 3},
        lambda o: torch_schedules.CyclicLR(o, 0.001, 0.03125, step_size_up=3, cycle_momentum=False),
    ),
    "polynomial": ({"power": 2.0}, lambda o: torch_schedules.PolynomialLR(o, STEPS, 2.0)),
    "reduce_on_plateau": (
        {"factor": 0.5, "patience": 1, "threshold": 0.5},
        lambda o: torch_schedules.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.5),
    ),
}
RATE = 0.015625
SEEN = [name for name in COLUMNS if name != "off_plane"]


def himmelblau(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def moment(optimizer: torch.optim.Optimizer, point: torch.Tensor, name: str) -> torch.Tensor:
    """The first moment in the optimizer's state; zero before its first step and where it has none."""
    found = optimizer.state[point].get(MOMENTS.get(name, "")) if point in optimizer.state else None
    return torch.zeros_like(point) if found is None else found


def plain_rows(name: str, schedule: str, params: dict[str, Any]) -> Iterator[dict[str, float]]:
    """The columns of each point of a loop written by hand."""
    point = torch.tensor([0.0, 0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch_optimizer(name, point, **params)
    scheduler = PLANS[schedule][1](optimizer)
    calls = 0

    def closure() -> torch.Tensor:
        nonlocal calls
        calls += 1
        point.grad = None
        loss = himmelblau(*point.unbind())
        loss.backward()
        return loss

    for step in range(STEPS + 1):
        loss, calls = closure(), calls - 1  # the optimizer counts, not the measurement
        assert point.grad is not None
        x, y = point.tolist()
        gradient = point.grad.tolist()
        first = moment(optimizer, point, name).tolist()
        yield {
            "x": x, "y": y, "loss": loss.item(), "batch_loss": loss.item(),
            "lr": optimizer.param_groups[0]["lr"],
            "grad_norm": float(np.hypot(*gradient)),
            "gradient_x": gradient[0], "gradient_y": gradient[1],
            "momentum_x": first[0], "momentum_y": first[1],
            "evaluations": float(calls), "queries": 0.0, "examples": 0.0,
        }  # fmt: skip
        if step == STEPS:
            return
        if name == "lbfgs":
            optimizer.step(closure)
        else:
            calls += 1
            optimizer.step()
        if schedule == "reduce_on_plateau":
            scheduler.step(loss.item())  # type: ignore[arg-type]
        elif schedule != "one_cycle" or step < STEPS - 1:  # the rate stays after the cycle
            scheduler.step()


def test_every_schedule_and_optimizer_is_compared() -> None:
    assert set(PLANS) == set(SCHEDULES.names)
    assert set(TORCH_ON_SURFACES) == set(TORCH)
    assert set(MOMENTS) <= {*TORCH, "muon"}


@pytest.mark.parametrize("schedule", PLANS)
def test_columns_on_a_surface_equal_a_plain_loop(schedule: str) -> None:
    plan = {"name": schedule, "params": PLANS[schedule][0]}
    racers = [
        racer(name, plan, **{"lr": 1.0 if name == "lbfgs" else RATE, **SETTINGS.get(name, {})})
        for name in TORCH_ON_SURFACES
    ]
    made = experiment(surface("himmelblau", start=[0.0, 0.0]), racers, STEPS)
    tracks = build_race(made).advance(STEPS + 1).racers
    for name, chosen, rows in zip(TORCH_ON_SURFACES, made.racers, tracks, strict=True):
        plain = list(plain_rows(name, schedule, chosen.optimizer.params.model_dump()))
        assert rows.shape == (len(COLUMNS), STEPS + 1), name
        for column in SEEN:
            expected = np.array([row[column] for row in plain])
            rtol = 1e-15 if column == "grad_norm" else 0.0
            np.testing.assert_allclose(
                rows[COLUMNS.index(column)], expected, rtol, 0.0, err_msg=f"{name} {column}"
            )
        assert (rows[COLUMNS.index("off_plane")] == 0.0).all()
        moved = rows[COLUMNS.index("momentum_x")]
        assert (np.abs(moved[1:]).min() > 0.0) == (name in MOMENTS), name


@pytest.mark.parametrize("name", sorted(MOMENTS.keys() - {"muon"}))
def test_moments_survive_a_checkpoint(name: str) -> None:
    made = experiment(
        surface("himmelblau", start=[0.0, 0.0]), [racer(name, lr=RATE, **SETTINGS.get(name, {}))], STEPS
    )
    race = build_race(made)
    race.advance(7)
    rows = Race.restore(made, race.checkpoint(), build_problem(made)).advance(STEPS).racers[0]
    plain = list(plain_rows(name, "constant", made.racers[0].optimizer.params.model_dump()))[7:]
    for column in ("momentum_x", "momentum_y", "lr"):
        assert rows[COLUMNS.index(column)].tolist() == [row[column] for row in plain]


FIRST, SECOND = 4, 9
"""Two weights of the first matrix and of the last one, of a network of 2 x 3 + 3 + 3 x 2 + 2."""


def network_rows(name: str, made: Any, weights: list[torch.Tensor], data: Any) -> Iterator[list[float]]:
    """x, y, off_plane, gradient, norm, moments and both losses of a loop written by hand, at each point."""
    inputs, targets = data
    matrices = [weight for weight in weights if weight.ndim == 2]
    params = made.racers[0].optimizer.params.model_dump()
    if name == "muon":
        optimizer: torch.optim.Optimizer = torch.optim.Muon(matrices, **params)
        shared = {key: params[key] for key in ("lr", "weight_decay")}
        rest = [torch.optim.AdamW([w for w in weights if w.ndim == 1], **shared, foreach=False)]
    else:
        optimizer, rest = made_for(name, weights, params), []
    origin = torch.cat([weight.detach().reshape(-1) for weight in weights]).double()

    def losses() -> torch.Tensor:
        for weight in weights:
            weight.grad = None
        hidden = torch.tanh(functional.linear(inputs, weights[0], weights[1]))
        loss = functional.cross_entropy(functional.linear(hidden, weights[2], weights[3]), targets)
        loss.backward()
        return loss

    for step in range(made.steps + 1):
        loss = losses().item()
        flat, slope, first = (
            torch.cat([one.detach().reshape(-1) for one in tensors]).double()
            for tensors in (
                weights,
                [weight.grad for weight in weights],
                [moment(optimizer, weight, name) for weight in weights],
            )
        )
        away = flat - origin
        beside = torch.cat([away[:FIRST], away[FIRST + 1 : SECOND], away[SECOND + 1 :]])
        yield [
            *(float(one[at]) for one in (away, slope, first) for at in (FIRST, SECOND)),
            float(beside.norm()), float(slope.norm()), loss,
        ]  # fmt: skip
        if step < made.steps:
            for one in (optimizer, *rest):
                one.step(losses) if name == "lbfgs" else one.step()


def made_for(name: str, weights: list[torch.Tensor], params: dict[str, Any]) -> torch.optim.Optimizer:
    more = {} if name == "lbfgs" else {"foreach": False}
    return TORCH[name](weights, **params, **more)


NETWORK = ["x", "y", "gradient_x", "gradient_y", "momentum_x", "momentum_y", "off_plane", "grad_norm", "loss"]


@pytest.mark.parametrize("name", sorted({*TORCH, "muon"}))
def test_columns_on_a_plane_of_two_weights_equal_a_plain_loop(name: str) -> None:
    made = network_experiment(
        {"name": "mlp", "params": {"hidden": [3]}},
        {"name": "moons", "params": {"samples": 30}},
        racers=[racer(name, lr=RATE, **SETTINGS.get(name, {}))],
        steps=9,
        plane={"name": "weights", "params": {"first": FIRST, "second": SECOND}},
    )
    race = build_race(made)
    weights = [weight.detach().clone().requires_grad_() for weight in race.problem.parameters()]
    data = race.problem.inputs, race.problem.targets
    rows = race.advance(10).racers[0]
    plain = np.array(list(network_rows(name, made, weights, data))).T
    for column, expected in zip(NETWORK, plain, strict=True):
        np.testing.assert_allclose(rows[COLUMNS.index(column)], expected, 3e-6, 1e-7, err_msg=column)
    assert (np.abs(rows[COLUMNS.index("momentum_x")][1:]).min() > 0.0) == (name in MOMENTS)


@pytest.mark.parametrize("every", [1, 3, 4])
def test_loss_is_measured_at_its_interval_and_at_the_end(every: int) -> None:
    def losses(**more: Any) -> np.ndarray:
        data = {"name": "moons", "params": {"samples": 30}}
        made = network_experiment(
            {"name": "mlp", "params": {"hidden": [3]}}, data, steps=10, batch_size=7, **more
        )
        run = RacerRun(build_problem(made), made, 0)
        return run.advance(11)[0][COLUMNS.index("loss")]

    whole, seen = losses(), losses(measure_every=every)
    last = [step if step == 10 else step - step % every for step in range(11)]
    assert seen.tolist() == whole[last].tolist()
