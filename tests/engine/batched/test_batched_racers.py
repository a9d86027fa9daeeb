"""Batched racers: every run has the bytes of torch.optim in a plain loop."""

from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import TORCH, single_tensor, torch_class

from engine.batched.batched_params import BatchedParams, PerRun, flat
from engine.batched.batched_racers import BatchedRacers
from engine.batched.bit_exact import needs_scalar_kernels
from engine.batched.hyperparameter_schedule import HyperparameterSchedule
from engine.batched.rollout import rollout
from engine.batched.rules import RULES
from engine.catalog.methods import OPTIMIZERS
from engine.catalog.surfaces import SURFACES
from engine.core.formula import FUNCTIONS, parse

STEPS = 500
PLAIN = {"foreach": False}

RATES = [1e-3, 0.1, 0.01, 1.0, 0.3]
FIRST = [0.0, 0.5, 0.9, 0.95, 0.3]
SECOND = [0.9, 0.99, 0.999, 0.5, 0.0]
DECAYS = [0.0, 0.1, 0.01, 0.5, 0.0]
VELOCITIES = [0.5, 0.0, 0.9, 0.99, 0.9]
DECOUPLED = {"decoupled_weight_decay": True, "weight_decay": 0.1}

# One racer a line: optimizer, surface, what all balls share, what each has of its own.
RACERS: list[tuple[str, str, dict[str, Any], dict[str, list[float]]]] = [
    ("sgd", "rosenbrock", {}, {"lr": [1e-4, 3e-4, 1e-3, 2e-3, 9e-4]}),
    ("sgd", "beale", {"lr": 1e-3, "weight_decay": 0.01}, {}),
    ("sgd", "himmelblau", {"lr": 1e-3, "dampening": 0.3}, {"momentum": VELOCITIES}),
    ("sgd", "three_hump_camel", {"lr": 5e-3, "momentum": 0.9}, {"weight_decay": DECAYS}),
    ("sgd", "cliff", {"nesterov": True}, {"momentum": [0.5, 0.9, 0.95, 0.99, 0.1], "lr": RATES}),
    ("adam", "rastrigin", {"lr": 0.05}, {}),
    ("adam", "rosenbrock", {"lr": 0.02}, {"beta1": FIRST, "beta2": SECOND}),
    ("adam", "ackley", {"amsgrad": True}, {"lr": RATES, "weight_decay": DECAYS}),
    ("adam", "levy", DECOUPLED, {"lr": RATES}),
    ("adamw", "eggholder", {"lr": 1.0}, {"weight_decay": DECAYS, "eps": [1e-8, 1e-3, 0.1, 1e-12, 0.0]}),
    ("rmsprop", "sigmoid_plateau", {"lr": 0.01, "centered": True}, {"momentum": VELOCITIES}),
    ("rmsprop", "booth", {"weight_decay": 0.01}, {"lr": RATES, "alpha": FIRST}),
    ("adagrad", "branin", {"initial_accumulator_value": 0.1}, {"lr": RATES, "lr_decay": DECAYS}),
    ("adagrad", "rosenbrock", {"lr": 0.3}, {"lr_decay": DECAYS}),
    ("adadelta", "goldstein_price", {"lr": 5.0}, {"rho": FIRST, "weight_decay": DECAYS}),
    ("adamax", "drop_wave", {"lr": 0.02}, {"beta1": FIRST, "beta2": SECOND}),
    ("nadam", "monkey_saddle", DECOUPLED, {"lr": RATES}),
    ("nadam", "dixon_price", {"lr": 0.02}, {"beta1": FIRST, "momentum_decay": DECAYS}),
    ("radam", "rosenbrock", {"lr": 0.02}, {"beta1": FIRST, "beta2": [0.9, 0.99, 0.6, 0.5, 0.999]}),
    ("radam", "griewank", {"decoupled_weight_decay": True}, {"lr": RATES, "weight_decay": DECAYS}),
    ("asgd", "valley_noise", {"lambd": 0.01}, {"lr": RATES, "alpha": [0.5, 0.75, 1.0, 0.0, 0.3]}),
    ("rprop", "schwefel", {"lr": 0.1}, {}),
    ("rprop", "rosenbrock", {}, {"lr": RATES, "etaminus": [0.5, 0.3, 0.9, 0.1, 0.5]}),
]
RACERS += [
    (name, "rosenbrock", {}, {"lr": [1e-4, 3e-4, 1e-3, 2e-3, 9e-4]})
    for name in RULES
    if name not in {line[0] for line in RACERS}
]
BALLS = 5


def keywords(shared: dict[str, Any], own: dict[str, list[float]], ball: int) -> dict[str, Any]:
    """The parameters of one run under PyTorch's names."""
    settings = dict(shared)
    betas, etas = [0.9, 0.999], [0.5, 1.2]
    for name, values in own.items():
        value = float(values[ball])
        if name in ("beta1", "beta2"):
            betas[name == "beta2"] = value
            settings["betas"] = tuple(betas)
        elif name in ("etaminus", "etaplus"):
            etas[name == "etaplus"] = value
            settings["etas"] = tuple(etas)
        else:
            settings[name] = value
    return settings


def alone(function: Any, make: Any, start: np.ndarray, steps: int, noise: Any = None) -> np.ndarray:
    """A plain loop with the real class: points 0 to steps - 1, of shape (steps, 2)."""
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make(point)
    path = []
    for step in range(steps):
        path.append(point.detach().numpy().copy())
        optimizer.zero_grad()
        x, y = point.unbind()
        function(x, y).backward()
        if noise is not None:
            point.grad += noise(step)
        optimizer.step()
    return np.array(path)


def starts_of(name: str, seed: int = 0) -> np.ndarray:
    """Places around the surface's default start, of shape (runs, 2)."""
    return np.array(SURFACES.named(name).start) + 0.1 * np.random.default_rng(seed).standard_normal(
        (BALLS, 2)
    )


def batch_of(
    optimizer: str, surface: str, shared: dict[str, Any], own: dict[str, list[float]]
) -> BatchedRacers:
    entry = SURFACES.named(surface)
    first = OPTIMIZERS.named(optimizer).params(**keywords(shared, own, 1))
    columns = {name: PerRun.of(np.array(values, float)) for name, values in own.items()}
    settings = BatchedParams({**flat(first.model_dump()), **columns})
    function, schedule = entry.bind(entry.params()), HyperparameterSchedule(settings, {})
    return BatchedRacers(function, RULES[optimizer](), schedule, starts_of(surface))


def test_all_rules_are_compared() -> None:
    assert {racer[0] for racer in RACERS} == set(RULES)
    assert set(TORCH) - set(RULES) == {"adafactor", "lbfgs"}


@pytest.mark.parametrize(("optimizer", "surface", "shared", "own"), RACERS)
def test_each_run_has_the_bytes_of_torch_optim(
    optimizer: str, surface: str, shared: dict[str, Any], own: dict[str, list[float]]
) -> None:
    window = batch_of(optimizer, surface, shared, own).advance(STEPS)
    entry = SURFACES.named(surface)
    # A ball in the run of vector instructions, and one in its remainder.
    for ball in (1, 4):

        def make(point: torch.Tensor, ball: int = ball) -> torch.optim.Optimizer:
            settings = keywords(shared, own, ball)
            return torch_class(optimizer)([point], **settings, **single_tensor(optimizer))

        path = alone(entry.bind(entry.params()), make, starts_of(surface)[ball], STEPS)
        finite = np.isfinite(path).all(1).cumprod().sum()
        assert finite > 100
        assert window.places[:finite, :, ball].tobytes() == path[:finite].tobytes()


@pytest.mark.parametrize("name", SURFACES.names)
def test_every_surface_has_the_bytes_of_a_single_run(name: str) -> None:
    entry = SURFACES.named(name)
    (left, right), (low, high) = entry.domain
    check_exact(entry.bind(entry.params()), ((left, low), (right, high)))


FORMULAS = [
    *(f"{name}(0.8*x + 0.1*y) + x*y" for name, function in FUNCTIONS.items() if function.arity == 1),
    *(f"{name}(x*y, x - 0.5*y) + x" for name, function in FUNCTIONS.items() if function.arity == 2),
    "x**y",
    "2**x + y",
    "(x*x)**1.5",
    "x**5 + y**-3",
    "(1 + x*x)**0.5",
    "e**(x*y)",
    "7",
    "x",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_function_has_the_bytes_of_a_single_run(formula: str) -> None:
    check_exact(parse(formula).evaluate, ((-2.0, -2.0), (2.0, 2.0)))


def check_exact(function: Any, corners: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """A step of gradient descent with a rate of 1 moves by the gradient."""
    starts = np.random.default_rng(1).uniform(*corners, (203, 2))
    settings = BatchedParams(flat(OPTIMIZERS.named("sgd").params(lr=1.0).model_dump()))
    window = BatchedRacers(function, RULES["sgd"](), HyperparameterSchedule(settings, {}), starts).advance(2)
    for ball, start in enumerate(starts):
        point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        loss = function(*point.unbind())
        loss.backward()
        moved = (point - point.grad).detach().numpy()
        if np.isfinite(moved).all() and loss.isfinite():
            assert window.losses[0, ball].tobytes() == loss.detach().numpy().tobytes()
            assert window.places[1, :, ball].tobytes() == moved.tobytes()
        else:
            assert window.finite[ball] < 2


def test_scalar_kernels_are_used_only_where_needed() -> None:
    assert needs_scalar_kernels(parse("x**4").evaluate)
    assert needs_scalar_kernels(parse("sinh(x)").evaluate)
    assert not needs_scalar_kernels(parse("x**2 + exp(y) * sin(x)").evaluate)


def test_dropping_runs_early_does_not_change_results() -> None:
    """Gradient descent stops moving or overflows before 3,000 steps; the plain loop continues."""
    surface, steps, rates = SURFACES.named("himmelblau"), 3_000, [1e-3, 5e-3, 0.01, 0.02, 0.2]
    fleet = batch_of("sgd", "himmelblau", {}, {"lr": rates})
    outcome = rollout(fleet, steps)
    assert len(fleet) < BALLS
    for ball in range(BALLS):

        def make(point: torch.Tensor, ball: int = ball) -> torch.optim.Optimizer:
            return torch.optim.SGD([point], lr=rates[ball], **PLAIN)

        path = alone(surface.function, make, starts_of("himmelblau")[ball], steps + 1)
        x, y = torch.from_numpy(path.T.copy())
        finite = np.isfinite(path).all(1) & np.isfinite(surface.function(x, y).numpy())
        last = finite.cumprod().sum() - 1
        assert outcome.places[ball].tobytes() == path[last].tobytes()
        assert outcome.diverged[ball] == (last < steps)
    assert outcome.diverged.any()


def test_noise_matches_a_plain_loop() -> None:
    extra = torch.from_numpy(np.random.default_rng(2).standard_normal((STEPS, 2)))
    settings = BatchedParams(flat(OPTIMIZERS.named("adam").params(lr=0.05).model_dump()))
    function = SURFACES.named("rastrigin").function
    starts = starts_of("rastrigin")
    schedule = HyperparameterSchedule(settings, {})
    fleet = BatchedRacers(function, RULES["adam"](), schedule, starts, lambda step: extra[step])
    path = alone(
        function, lambda p: torch.optim.Adam([p], lr=0.05, **PLAIN), starts[2], 300, lambda step: extra[step]
    )
    assert fleet.advance(300).places[:, :, 2].tobytes() == path.tobytes()
