"""Race: columns, independence of racers, checkpoints, edits, noise and divergence."""

from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import (
    RATED,
    TORCH_ON_SURFACES,
    experiment,
    formula,
    plain_loop,
    racer,
    surface,
    torch_optimizer,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES
from engine.landscape.build import build_problem, build_race
from engine.run.race import COLUMNS, Race
from engine.spec.experiment import MAX_RACERS, Experiment

ROSENBROCK = SURFACES.named("rosenbrock")
RACERS = [racer(name) for name in TORCH_ON_SURFACES][:MAX_RACERS]


def run(made: Experiment) -> list[np.ndarray]:
    return build_race(made).advance(made.steps + 1).racers


def column(rows: np.ndarray, name: str) -> np.ndarray:
    return rows[COLUMNS.index(name)]


def test_momentum_columns_on_a_quadratic_follow_the_closed_form() -> None:
    lr, beta = 0.1, 0.8
    (rows,) = run(experiment(surface("bowl"), [racer("sgd", lr=lr, momentum=beta)], 30))
    place, velocity = np.array([2.5, 1.5]), np.zeros(2)
    for step in range(31):
        ours = {name: column(rows, name)[step] for name in COLUMNS}
        assert [ours["x"], ours["y"]] == pytest.approx(place, rel=1e-12)
        assert ours["loss"] == ours["batch_loss"] == pytest.approx(0.5 * place @ place)
        assert [ours["gradient_x"], ours["gradient_y"]] == pytest.approx(place)
        assert ours["grad_norm"] == pytest.approx(np.linalg.norm(place))
        assert [ours["momentum_x"], ours["momentum_y"]] == pytest.approx(velocity)
        assert (ours["lr"], ours["off_plane"], ours["evaluations"]) == (lr, 0.0, step)
        velocity = beta * velocity + place
        place = place - lr * velocity


def test_racer_alone_equals_racer_beside_others() -> None:
    together = run(experiment(surface("himmelblau"), RACERS, 80))
    for alone, rows in zip(RACERS, together, strict=True):
        assert run(experiment(surface("himmelblau"), [alone], 80))[0].tobytes() == rows.tobytes()


def test_chunks_of_any_size_give_the_same_bytes() -> None:
    made = experiment(surface("beale"), RACERS[:4], 60)
    whole, race = run(made), build_race(made)
    parts = [race.advance(size).racers for size in (1, 2, 30, 7, 100)]
    for index, rows in enumerate(whole):
        assert np.concatenate([part[index] for part in parts], axis=1).tobytes() == rows.tobytes()
    assert race.finished
    assert race.advance(5).racers[0].shape == (len(COLUMNS), 0)


EDITS = [
    {"step": 12, "racer": 0, "set": {"momentum": 0.5}},
    {"step": 30, "racer": 1, "set": {"lr": 0.03, "betas": [0.8, 0.99]}},
    {"step": 30, "racer": 3, "set": {"lr": 0.01}},
]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 61), st.sampled_from([schedule.name for schedule in SCHEDULES]))
def test_restored_race_continues_bit_for_bit(step: int, schedule: str) -> None:
    racers = [item | {"schedule": {"name": schedule, "params": {}}} for item in RACERS]
    made = experiment(surface("rosenbrock", noise=0.1), racers, 60, edits=EDITS)
    race = build_race(made)
    head = race.advance(step)
    data = race.checkpoint()
    tail = race.advance(61)
    again = Race.restore(made, data, build_problem(made)).advance(61)
    assert again.events == tail.events
    assert again.start == head.end == tail.start
    for ours, theirs in zip(again.racers, tail.racers, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    assert Race.restore(made, data, build_problem(made)).checkpoint() == data


@pytest.mark.parametrize(
    ("name", "params", "change"),
    [
        ("sgd", {"lr": 1e-3, "momentum": 0.9}, {"lr": 5e-4}),
        ("sgd", {"lr": 1e-3, "momentum": 0.9}, {"momentum": 0.5, "weight_decay": 0.1}),
        ("sgd", {"lr": 1e-3}, {"momentum": 0.9}),
        ("adam", {"lr": 0.05}, {"lr": 0.2, "betas": [0.5, 0.9]}),
        ("rmsprop", {"lr": 0.01}, {"alpha": 0.5, "lr": 0.002}),
        ("asgd", {"lr": 1e-3}, {"lr": 5e-4, "lambd": 0.01}),
        ("nadam", {"lr": 0.05}, {"weight_decay": 0.01}),
        ("adafactor", {"lr": 0.05}, {"lr": 0.01, "d": 2.0}),
        ("lbfgs", {"lr": 1.0, "max_iter": 1, "max_eval": 25, "line_search_fn": "strong_wolfe"}, {"lr": 0.3}),
    ],
)
def test_edit_sets_the_parameter_group_and_keeps_the_state(
    name: str, params: dict[str, Any], change: dict[str, Any]
) -> None:
    made = experiment(
        surface("rosenbrock"), [racer(name, **params)], 60, edits=[{"step": 20, "racer": 0, "set": change}]
    )

    def before(step: int, optimizer: torch.optim.Optimizer) -> None:
        if step == 20:
            optimizer.param_groups[0].update(change)

    build = partial(torch_optimizer, name, **made.racers[0].optimizer.params.model_dump())
    plain = plain_loop(ROSENBROCK.function, ROSENBROCK.start, build, 60, before)
    assert run(made)[0][:3].tobytes() == plain.tobytes()


def test_edit_applies_to_the_step_that_leaves_its_point() -> None:
    made = experiment(
        surface("bowl"), [racer("sgd", lr=0.1)], 3, edits=[{"step": 1, "racer": 0, "set": {"lr": 0.5}}]
    )
    (rows,) = run(made)
    assert column(rows, "lr").tolist() == [0.1, 0.5, 0.5, 0.5]
    assert column(rows, "x").tolist() == pytest.approx([2.5, 2.25, 1.125, 0.5625])


def test_momentum_added_to_rmsprop_starts_at_zero() -> None:
    edits = [{"step": 5, "racer": 0, "set": {"momentum": 0.9}}]
    (rows,) = run(experiment(surface("bowl"), [racer("rmsprop", lr=0.01)], 10, edits=edits))
    assert column(rows, "momentum_x")[:6].tolist() == [0.0] * 6
    assert column(rows, "momentum_x")[6] > 0.0


@pytest.mark.parametrize("name", sorted(TORCH_ON_SURFACES))
def test_evaluations_equal_those_of_a_plain_loop(name: str) -> None:
    made = experiment(
        surface("rosenbrock"), [racer(name, lr=1.0 if OPTIMIZERS.named(name).needs_closure else 1e-3)], 40
    )
    calls = 0

    def counted(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        nonlocal calls
        calls += 1
        return ROSENBROCK.function(x, y)

    build = partial(torch_optimizer, name, **made.racers[0].optimizer.params.model_dump())
    plain = plain_loop(counted, ROSENBROCK.start, build, 39)
    spent = column(run(made)[0], "evaluations")
    if OPTIMIZERS.named(
        name
    ).needs_closure:  # plain_loop evaluates each point once more than the optimizer does
        assert spent[plain.shape[1] - 1] == calls - plain.shape[1]
    else:
        assert spent[plain.shape[1]] == calls


def test_noise_is_equal_for_racers_and_depends_on_seed() -> None:
    made = experiment(surface("bowl", noise=0.5), [racer("sgd", lr=0.1), racer("sgd", lr=0.2)], 600, seed=3)
    first, second = run(made)
    noise = []
    for rows, lr in ((first, 0.1), (second, 0.2)):
        steps = np.diff(rows[:2], axis=1) / -lr
        noise.append(steps - rows[[COLUMNS.index("gradient_x"), COLUMNS.index("gradient_y")], :-1])
    assert noise[0] == pytest.approx(noise[1], abs=1e-12)
    assert noise[0].std() == pytest.approx(0.5, rel=0.05)
    assert abs(noise[0].mean()) < 0.05
    other = run(made.model_copy(update={"seed": 4}))[0]
    assert not np.allclose(other[:2], first[:2])


@pytest.mark.parametrize(
    ("problem", "params", "last"),
    [
        (surface("rosenbrock"), {"lr": 0.01}, 5),
        (formula("exp(x**2)", start=[3.0, 0.0]), {"lr": 1.0}, 0),
        (formula("log(x) + y**2", start=[0.5, 1.0]), {"lr": 1.0}, 0),
        (formula("sqrt(x) + y**2", start=[0.25, 1.0]), {"lr": 0.25}, 0),
        (formula("-x**2", start=[1.0, 0.0]), {"lr": 1e6}, None),
    ],
)
def test_divergence_ends_one_racer_at_its_last_finite_point(
    problem: dict[str, Any], params: dict[str, Any], last: int | None
) -> None:
    made = experiment(problem, [racer("sgd", **params), racer("sgd", lr=1e-6)], 100)
    chunk = build_race(made).advance(101)
    lost, steady = chunk.racers
    assert np.isfinite(lost).all()
    assert steady.shape[1] == 101
    assert 1 <= lost.shape[1] < 101
    if last is not None:
        assert lost.shape[1] == last + 1
    (event,) = [e for e in chunk.events if e.racer == 0 and e.name == "diverged" and "step" in e.sentence]
    assert event.step == lost.shape[1] - 1


def test_non_finite_start_is_still_recorded() -> None:
    made = experiment(formula("log(x)", start=[-1.0, 0.0]), [racer("sgd")], 10)
    chunk = build_race(made).advance(11)
    assert chunk.finished
    assert chunk.racers[0].shape == (len(COLUMNS), 1)
    assert column(chunk.racers[0], "x")[0] == -1.0
    assert np.isnan(column(chunk.racers[0], "loss")[0])
    assert [event.name for event in chunk.events] == ["at_start"]


@pytest.mark.parametrize("optimizer", RATED)
@pytest.mark.parametrize("lr", [1e6, 1e-300, 0.0])
def test_no_optimizer_raises_at_an_absurd_rate(optimizer: str, lr: float) -> None:
    for name in ("goldstein_price", "easom"):
        (rows,) = run(experiment(surface(name), [racer(optimizer, lr=lr)], 40))
        assert np.isfinite(rows).all()


@pytest.mark.parametrize("line_search", ["strong_wolfe", None])
def test_line_search_over_a_cliff_ends_diverged(line_search: str | None) -> None:
    racers = [racer("lbfgs", line_search_fn=line_search), racer("adam", lr=0.01)]
    chunk = build_race(experiment(formula("log(x)"), racers, 20)).advance(21)
    assert [(event.racer, event.name) for event in chunk.events if event.name == "diverged"] == [
        (0, "diverged")
    ]
    assert chunk.racers[1].shape[1] == 21
    assert np.isfinite(chunk.racers[0]).all()


def test_muon_updates_matrices_and_adamw_the_rest() -> None:
    random = torch.Generator().manual_seed(5)
    first = [torch.randn(shape, generator=random) for shape in ((4, 3), (4,), (2, 4))]
    ours, theirs = ([tensor.clone().requires_grad_() for tensor in first] for _ in range(2))
    entry = OPTIMIZERS.named("muon")
    together = entry.build(ours, entry.params(lr=0.02, weight_decay=0.05))
    muon = torch.optim.Muon([theirs[0], theirs[2]], lr=0.02, weight_decay=0.05)
    adamw = torch.optim.AdamW([theirs[1]], lr=0.02, weight_decay=0.05, foreach=False)

    def backward(weights: list[torch.Tensor]) -> None:
        for weight in weights:
            weight.grad = None
        (torch.tanh(weights[0].sum(1) + weights[1]) @ weights[2].T).square().sum().backward()

    for _ in range(20):
        backward(ours)
        together.step()
        backward(theirs)
        muon.step()
        adamw.step()
    for mine, plain in zip(ours, theirs, strict=True):
        assert mine.detach().numpy().tobytes() == plain.detach().numpy().tobytes()
    assert not torch.equal(ours[1], first[1])
