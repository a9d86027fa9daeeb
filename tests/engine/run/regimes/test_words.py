"""Words: cases whose truth is known from a closed form, dense linear algebra or a plain loop."""

from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, formula, racer, surface

from engine.catalog.surfaces import SURFACES
from engine.landscape.build import build_race
from engine.run.race import COLUMNS
from engine.run.regimes import NAMES
from engine.run.trajectory import Chunk, Event


def run(problem: dict[str, Any], item: dict[str, Any], steps: int, **more: Any) -> Chunk:
    return build_race(experiment(problem, [item], steps, **more)).advance(steps + 1)


def last(problem: dict[str, Any], item: dict[str, Any], steps: int, **more: Any) -> Event:
    return run(problem, item, steps, **more).events[-1]


def column(chunk: Chunk, name: str) -> np.ndarray:
    return chunk.racers[0][COLUMNS.index(name)]


def network(hidden: list[int], **more: Any) -> dict[str, Any]:
    model = {"name": "mlp", "params": {"hidden": hidden}}
    return {"kind": "network", "model": model, "dataset": {"name": "moons"}, **more}


def schedule(name: str, **params: Any) -> dict[str, Any]:
    return {"name": name, "params": params}


def ravine(kappa: float) -> dict[str, Any]:
    return {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": kappa}}}


def test_words_are_those_of_the_contract() -> None:
    assert set(NAMES) == {
        "at_start", "descending", "crawling", "stalled", "plateau", "oscillating", "noise_floor", "diverging",
        "diverged", "saddle", "maximum", "local_minimum", "global_minimum", "converged", "unbounded",
        "finished",
    }  # fmt: skip


def test_growth_by_a_constant_factor_is_diverging() -> None:
    problem = network([], loss={"name": "mse"})
    chunk = run(problem, racer("sgd", lr=1.4), 300)
    loss = column(chunk, "loss")
    assert loss[-1] > 1e31 > 3 > loss[0]
    assert chunk.events[-1].name == "diverging"


def test_slow_growth_names_the_stability_limit() -> None:
    told = last(formula("0.5*(x**2+100*y**2)"), racer("sgd", lr=0.0201), 200)
    assert told.name == "diverging"
    assert told.evidence["stability_limit"] == pytest.approx(2 / 100, rel=1e-6)
    assert "above the stability limit there, 0.02" in told.sentence


def test_swinging_ball_is_oscillating() -> None:
    chunk = run(surface("bowl"), racer("sgd", lr=1e-3, momentum=0.999), 3_000)
    x = column(chunk, "x")
    assert (np.sign(x[1:]) != np.sign(x[:-1])).sum() == 30
    told = chunk.events[-1]
    assert told.name == "oscillating"
    assert "momentum of 0.999 it is under-damped" in told.sentence


def test_rate_that_fades_leaves_it_stalled() -> None:
    halving = racer("sgd", schedule("exponential", gamma=0.5), lr=0.1)
    told = last(formula("x**2+y**2", start=[2.0, 2.0]), halving, 300)
    assert told.name == "stalled"
    assert told.evidence["gradient"] == pytest.approx(3.68, abs=0.01)


def test_zero_rate_is_named_as_the_cause() -> None:
    told = last(surface("rosenbrock"), racer("sgd", lr=0.0), 60)
    assert (told.name, told.evidence["rate"]) == ("stalled", 0.0)
    assert "learning rate is 0" in told.sentence


def test_coupled_decay_rests_where_the_sum_is_least() -> None:
    """From the minimum of Booth's function it climbs to the least loss + |w|^2 / 2."""
    hessian, linear = np.array([[10.0, 8.0], [8.0, 10.0]]), np.array([34.0, 38.0])
    place = np.linalg.solve(hessian + np.eye(2), linear)
    chunk = run(surface("booth", start=[1.0, 3.0]), racer("sgd", lr=0.05, weight_decay=1.0), 300)
    told = chunk.events[-1]
    assert chunk.racers[0][:2, -1] == pytest.approx(place, abs=1e-6)
    assert told.name == "converged"
    assert "loss + 0.5 |w|²" in told.sentence
    assert told.evidence["loss"] == pytest.approx(0.4217, abs=1e-4)
    assert told.evidence["objective"] == pytest.approx(0.4217 + place @ place / 2, abs=1e-3)
    on_its_way = [event for event in chunk.events if event.name == "descending"]
    assert on_its_way
    assert "The loss alone rose from 0 " in on_its_way[0].sentence


def test_decoupled_decay_is_told_as_such() -> None:
    told = last(surface("booth", start=[1.0, 3.0]), racer("adamw", lr=0.05, weight_decay=1.0), 500)
    assert told.name == "converged"
    assert "decoupled weight decay cancel" in told.sentence


def test_fall_without_a_floor_is_unbounded() -> None:
    told = last(formula("x**2-y**2", start=[1.0, 1e-6]), racer("sgd", lr=0.05), 400)
    assert told.name == "unbounded"
    assert told.evidence["loss"] < -700


@pytest.mark.parametrize("steps", [20, 21, 60])
def test_one_step_to_the_minimum_is_rest(steps: int) -> None:
    assert last(surface("bowl"), racer("sgd", lr=1.0), steps).name == "global_minimum"


def test_rate_too_small_is_crawling_not_a_plateau() -> None:
    told = last(network([16, 16]), racer("sgd", lr=1e-7), 200)
    assert told.name == "crawling"
    assert told.evidence["gradient"] > 0.95 * told.evidence["largest_gradient"]


@pytest.mark.parametrize("rate", [1e-7, 1e-6])
def test_rate_far_below_the_limit_is_named(rate: float) -> None:
    told = last(surface("ellipse100"), racer("sgd", lr=rate), 200)
    assert told.name == "crawling"
    assert "learning rate is too small" in told.sentence


@pytest.mark.parametrize("steps", [60, 100, 200])
def test_floor_of_a_ravine_is_crawling_not_a_plateau(steps: int) -> None:
    told = last(ravine(1e4), racer("sgd", lr=1e-4), steps)
    assert told.name == "crawling"
    assert "floor of a ravine" in told.sentence
    assert told.evidence["stability_limit"] == pytest.approx(2e-4, rel=1e-6)
    assert told.evidence["curvature_along_gradient"] == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize("name", ["eggholder", "schwefel", "mccormick"])
def test_lowest_known_place_need_not_be_global(name: str) -> None:
    place = {
        "eggholder": [512.0, 404.23180511375784],
        "schwefel": [420.968746359982, 420.968746359982],
        "mccormick": [-0.5471975511965976, -1.5471975511965979],
    }[name]
    chunk = run(surface(name, start=place), racer("sgd", lr=1e-3), 200)
    names = [event.name for event in chunk.events]
    assert "global_minimum" not in names
    assert names[-1] == ("finished" if name == "eggholder" else "local_minimum")


@pytest.mark.parametrize("name", ["himmelblau", "branin", "styblinski_tang", "sigmoid_plateau", "cliff"])
def test_start_on_a_flag_is_a_global_minimum(name: str) -> None:
    for place in SURFACES.named(name).minima:
        told = last(surface(name, start=list(place[:2])), racer("sgd", lr=1e-3), 30)
        assert told.name == "global_minimum"


def test_degenerate_saddle_is_no_minimum() -> None:
    told = last(surface("monkey_saddle", start=[0.0, 0.0]), racer("sgd", lr=0.05), 100)
    assert told.name == "converged"
    assert told.evidence["circle_lower"] == told.evidence["circle_higher"] == 16
    assert "degenerate saddle" in told.sentence


def test_top_of_a_hill_is_a_maximum() -> None:
    told = last(formula("-(x**2+y**2)", start=[0.0, 0.0]), racer("sgd", lr=0.05), 100)
    assert told.name == "maximum"
    assert told.evidence["curvature_high"] == pytest.approx(-2.0)


@pytest.mark.parametrize("rate", [0.5, 0.05])
def test_limit_cycle_is_oscillating_not_rest(rate: float) -> None:
    chunk = run(surface("bowl"), racer("adam", lr=rate, betas=[0.9, 0.9]), 900)
    steps = np.hypot(*np.diff(chunk.racers[0][:2, -50:], axis=1))
    assert steps.min() > 1e-4 * rate
    assert chunk.events[-1].name == "oscillating"


def test_line_search_at_a_rate_of_zero_ends_by_name() -> None:
    item = racer("lbfgs", schedule("polynomial", total_iters=4), lr=1.0)
    chunk = run(surface("rosenbrock"), item, 100)
    assert (np.diff(column(chunk, "loss")) < 0).all()
    told = chunk.events[-1]
    assert (told.name, told.step) == ("finished", 4)
    assert "at a learning rate of 0" in told.sentence


@pytest.mark.parametrize("expression", ["sqrt(x**2+y**2)", "sqrt(x**2+y**2) + x**2"])
def test_start_on_a_kink_is_a_minimum(expression: str) -> None:
    told = last(formula(expression, start=[0.0, 0.0]), racer("sgd", lr=0.1), 50)
    assert (told.name, told.step) == ("local_minimum", 0)
    assert told.evidence["circle_higher"] == 32


def test_start_without_a_value_takes_no_step() -> None:
    told = last(formula("log(x)", start=[-1.0, 1.0]), racer("sgd", lr=0.1), 50)
    assert (told.name, told.step) == ("at_start", 0)
    assert "no finite value at the start" in told.sentence


@pytest.mark.parametrize("optimizer", ["adam", "adagrad", "rmsprop", "nadam"])
def test_step_of_zero_over_zero_is_named(optimizer: str) -> None:
    told = last(surface("bowl", start=[0.0, 0.0]), racer(optimizer, lr=0.1, eps=0.0), 50)
    assert told.name == "global_minimum"
    assert "0/0" in told.sentence


def test_noise_is_named_as_what_moves_the_ball() -> None:
    chunk = run(surface("bowl", noise=0.5), racer("sgd", lr=0.1), 500)
    told = chunk.events[-1]
    assert told.name == "noise_floor"
    # On (x^2 + y^2) / 2 the stationary loss is noise^2 lr / (2 - lr).
    assert column(chunk, "loss")[200:].mean() == pytest.approx(0.25 * 0.1 / 1.9, rel=0.3)
    assert told.evidence["mean_loss"] == pytest.approx(0.25 * 0.1 / 1.9, rel=0.6)
    assert "oscillating" not in [event.name for event in chunk.events]


def test_noise_does_not_explain_a_rate_beyond_the_limit() -> None:
    told = last(surface("ellipse100", noise=1e-3), racer("sgd", lr=0.0198, momentum=0.0), 200)
    assert told.name == "oscillating"


def test_slope_of_the_loss_besides_decay_is_no_minimum() -> None:
    """Where decay has thrown it far out first, a slope is small against the run's and yet no rest."""
    item = racer("asgd", schedule("cosine_warm_restarts"), lr=2.77, weight_decay=1.0)
    told = last(surface("eggholder", start=[100.0, 200.0]), item, 120)
    assert told.name == "converged"
    assert told.evidence["largest_gradient"] > 1e6 * told.evidence["gradient"]
