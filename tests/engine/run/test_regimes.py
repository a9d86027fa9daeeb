"""Regimes: constructed cases with a known answer."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, formula, racer, surface

from engine.catalog.surfaces import SURFACES, Surface
from engine.landscape.build import build_race
from engine.run.trajectory import Event

METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "gd": ("sgd", {}),
    "momentum": ("sgd", {"momentum": 0.9}),
    "nesterov": ("sgd", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("adagrad", {}),
    "rmsprop": ("rmsprop", {}),
    "adam": ("adam", {}),
}


def events(problem: dict[str, Any], item: dict[str, Any], steps: int = 500) -> list[Event]:
    return build_race(experiment(problem, [item], steps)).advance(steps + 1).events


def names(problem: dict[str, Any], item: dict[str, Any], steps: int = 500) -> list[str]:
    return [event.name for event in events(problem, item, steps)]


def gd(lr: float) -> dict[str, Any]:
    return racer("sgd", lr=lr)


def test_stability_limit_separates_oscillating_from_diverging() -> None:
    limit = 2 / 100  # 2 / L on the ellipse of condition number 100
    below = names(surface("ellipse100"), gd(0.99 * limit), 1_000)
    above = names(surface("ellipse100"), gd(1.01 * limit), 1_000)
    assert below == ["at_start", "descending", "oscillating", "global_minimum"]
    assert above == ["at_start", "diverging"]
    assert "diverging" not in names(surface("ellipse100"), gd(0.5 * limit))


def test_racer_that_overflows_has_diverged_at_its_last_point() -> None:
    last = events(surface("rosenbrock"), gd(0.01))[-1]
    assert (last.name, last.step) == ("diverged", 5)
    assert "step 6" in last.sentence


def test_ridge_ends_at_the_saddle_unless_perturbed() -> None:
    assert names(surface("saddle", start=[0.0, 1.5]), gd(0.05)) == ["at_start", "descending", "saddle"]
    assert names(surface("saddle", start=[1e-15, 1.5]), gd(0.05), 1_500) == [
        "at_start", "descending", "saddle", "descending", "global_minimum",
    ]  # fmt: skip


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_easom_is_a_plateau_far_from_its_minimum(optimizer: str) -> None:
    assert names(surface("easom", start=[-1.0, -1.0]), racer(optimizer, lr=0.01))[-1] == "plateau"


def test_constant_formula_is_a_plateau() -> None:
    assert names(formula("2 + 0*x"), gd(0.1))[-1] == "plateau"


def test_rastrigin_ends_in_a_local_minimum() -> None:
    assert names(surface("rastrigin"), gd(1e-4)) == ["at_start", "descending", "local_minimum"]


def test_minimum_of_a_formula_is_a_local_one() -> None:
    assert names(formula("x**2 + 3*y**2"), gd(0.05)) == ["at_start", "descending", "local_minimum"]


def test_level_trough_is_converged_and_sloping_trough_is_not() -> None:
    assert names(formula("x**2"), gd(0.05)) == ["at_start", "descending", "converged"]
    assert names(formula("(x + 2*y)**2 + 3"), gd(0.02)) == ["at_start", "descending", "converged"]
    assert "converged" not in names(formula("x**2 + 0.01*y"), gd(0.05))
    assert "converged" not in names(formula("0*x - y**2", start=[1.0, 0.0]), gd(0.05))


def test_start_at_the_minimum_is_converged() -> None:
    assert names(surface("bowl", start=[0.0, 0.0]), gd(0.1))[-1] == "global_minimum"


def test_short_race_is_finished() -> None:
    last = events(surface("bowl"), gd(1e-3), 50)[-1]
    assert (last.name, last.step) == ("finished", 50)


CERTAIN = ["bowl", "himmelblau", "easom", "branin", "monkey_saddle", "sigmoid_plateau"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", CERTAIN)
def test_default_rate_reaches_the_minimum_and_reports_it(name: str, method: str) -> None:
    rate = SURFACES.named(name).measured_rates[method]
    optimizer, params = METHODS[method]
    steps = int(6 * rate["show_steps"]) + 400
    found = names(surface(name), racer(optimizer, lr=rate["show"], **params), steps)
    # RMSprop's steps need not vanish, and Adagrad's fade, so that the gradient need not fall to a millionth
    assert found[-1] == "global_minimum" or method in ("rmsprop", "adagrad")


def test_slow_valley_descent_is_not_converged() -> None:
    made = experiment(surface("rosenbrock"), [racer("sgd", lr=0.00178, momentum=0.9)], 500)
    chunk = build_race(made).advance(501)
    loss = chunk.racers[0][2]
    for event in chunk.events:
        assert event.name != "global_minimum" or loss[event.step] < 1e-6 * loss[0]
    assert loss[300] > 1e-6 * loss[0]  # the loss still falls, although a looser rule would report convergence


@pytest.mark.parametrize("entry", SURFACES, ids=SURFACES.names)
def test_regime_agrees_with_the_numbers(entry: Surface) -> None:
    racers = []
    for method in ("momentum", "rmsprop", "adam"):
        optimizer, params = METHODS[method]
        racers.append(racer(optimizer, lr=entry.measured_rates[method]["fast"], **params))
    chunk = build_race(experiment(surface(entry.name), racers, 300)).advance(301)
    floor = min(value for *_, value in entry.minima)
    for event in chunk.events:
        loss, step = chunk.racers[event.racer][2], event.step
        fall = loss[0] - min(floor, loss.min())
        if event.name in ("global_minimum", "local_minimum"):
            assert loss[step] - loss[step:].min() <= 1e-4 * fall
            assert np.ptp(loss[step - 10 : step + 1]) <= 1e-4 * fall
        if event.name == "global_minimum":
            assert loss[step] - floor <= 1e-4 * fall
        if event.name in ("saddle", "plateau"):
            assert loss[step - 20] - loss[step] <= 0.03 * fall


@pytest.mark.parametrize(("model", "dataset"), [("line", "diabetes"), ("logistic_neuron", "breast_cancer")])
def test_two_weights_converge_to_the_known_minimum(model: str, dataset: str) -> None:
    problem = {"kind": "network", "model": {"name": model}, "dataset": {"name": dataset}}
    rate = 0.05 if model == "line" else 1.0
    found = names(problem, racer("sgd", lr=rate), 1_500)
    assert found == ["at_start", "descending", "global_minimum"]


def test_racer_around_a_kink_is_oscillating() -> None:
    caught = racer("sgd", lr=1e-3, momentum=0.9, nesterov=True)
    assert names(surface("abs_ravine"), caught) == ["at_start", "descending", "oscillating"]


@pytest.mark.parametrize("name", ["rosenbrock", "ellipse100", "ackley", "levy", "valley_noise", "radio"])
@pytest.mark.parametrize("method", METHODS)
def test_regime_does_not_flicker(name: str, method: str) -> None:
    rate = SURFACES.named(name).measured_rates[method]
    optimizer, params = METHODS[method]
    told = events(surface(name), racer(optimizer, lr=rate["show"], **params), 400)
    assert len(told) <= 8
    assert all(a.name != b.name for a, b in pairwise(told))
    assert all(b.step - a.step >= 10 for a, b in pairwise(told[2:]) if b.step < 400)
