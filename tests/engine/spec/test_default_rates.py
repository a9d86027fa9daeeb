"""Default learning rates: stable with momentum. ``test_bits`` checks the other optimizers."""

import pytest
import torch
from engine_builders import experiment, formula, racer, surface

from engine.catalog.surfaces import SURFACES, Surface
from engine.landscape.build import build_race
from engine.spec.default_rates import surface_rates
from engine.spec.experiment import Experiment

STEPS = 300


@pytest.mark.parametrize("entry", SURFACES, ids=SURFACES.names)
def test_momentum_is_stable_at_default_rate(entry: Surface) -> None:
    racers = [racer("sgd", momentum=0.9, nesterov=nesterov) for nesterov in (False, True)]
    chunk = build_race(experiment(surface(entry.name), racers, STEPS)).advance(STEPS + 1)
    assert "diverged" not in [event.name for event in chunk.events]
    assert [rows.shape[1] for rows in chunk.racers] == [STEPS + 1] * 2


@pytest.mark.parametrize(
    "expression", ["0*x", "1e-320*x**2", "1e300*x**2", "1/x", "exp(exp(exp(x)))", "x**400"]
)
@pytest.mark.parametrize("half", [1e-9, 3.0, 1e9])
def test_default_rates_of_extreme_formulas_are_valid(expression: str, half: float) -> None:
    problem = formula(expression, domain=[[-half, half], [-half, half]])
    filled = experiment(problem, [racer(name) for name in ("sgd", "adam", "rmsprop", "adagrad", "lbfgs")], 3)
    again = Experiment.model_validate_json(filled.model_dump_json())
    assert again == filled
    assert len(build_race(again).advance(4).racers) == 5


def test_radam_has_rates_of_its_own() -> None:
    told = {entry.name: surface_rates(entry) for entry in SURFACES}
    measured = [name for name, rates in told.items() if rates["radam"].measured]
    assert len(measured) >= 34
    same = [name for name in measured if told[name]["radam"].show == told[name]["gd"].show]
    assert len(same) < 5
    point = torch.tensor(SURFACES.named("himmelblau").start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.RAdam([point], lr=told["himmelblau"]["radam"].show)
    for _ in range(500):
        optimizer.zero_grad()
        x, y = point
        loss = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1  # gradient descent's rate left it at 160.9
