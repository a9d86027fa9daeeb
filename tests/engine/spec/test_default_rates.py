"""Default learning rates: stable with momentum. ``test_bits`` checks the other optimizers."""

import pytest
from engine_builders import experiment, formula, racer, surface

from engine.catalog.surfaces import SURFACES, Surface
from engine.landscape.build import build_race
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
