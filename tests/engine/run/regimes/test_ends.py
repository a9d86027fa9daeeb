"""Ends: a run that stops before its last step, and why."""

from typing import Any

import pytest
from engine_builders import experiment, formula, racer, surface

from engine.landscape.build import build_race
from engine.run.trajectory import Event


def last(problem: dict[str, Any], item: dict[str, Any], steps: int = 60) -> Event:
    return build_race(experiment(problem, [item], steps)).advance(steps + 1).events[-1]


def test_place_without_a_value_is_named() -> None:
    told = last(formula("log(x) + y**2", start=[0.5, 1.0]), racer("sgd", lr=1.0))
    assert (told.name, told.step) == ("diverged", 0)
    assert told.sentence == "Diverged at step 1: the loss was no finite number at (-1.5, -1)."


def test_overflow_is_divergence() -> None:
    told = last(surface("rosenbrock"), racer("sgd", lr=0.01))
    assert (told.name, told.step) == ("diverged", 5)
    assert told.evidence["loss"] > 1e100


def test_step_onto_a_kink_is_no_divergence() -> None:
    """The second place is the minimum of the root, where torch's gradient is 0/0."""
    told = last(formula("sqrt(x**2+y**2)", start=[1.0, 0.0]), racer("sgd", lr=0.5))
    assert (told.name, told.step) == ("finished", 1)
    assert "kink of a minimum" in told.sentence


@pytest.mark.parametrize("start", [[2.0, 0.0], [0.0, -1.5]])
def test_zero_over_zero_along_one_axis_is_named(start: list[float]) -> None:
    told = last(surface("bowl", start=start), racer("adam", lr=0.1, eps=0.0))
    assert (told.name, told.step) == ("finished", 0)
    assert "0/0" in told.sentence


def test_singular_hessian_ends_by_name() -> None:
    told = last(formula("x**3 + y**2", start=[0.0, 1.0]), racer("newton"))
    assert (told.name, told.step) == ("finished", 0)
    assert "no inverse" in told.sentence


def test_end_of_a_rise_is_not_finished() -> None:
    told = last(formula("-exp(-(x**2+y**2))", start=[0.9, 0.1]), racer("newton"), 40)
    assert told.name not in ("finished", "descending")


@pytest.mark.parametrize("steps", [1, 2, 9, 10, 24])
def test_short_runs_end_with_a_word_that_holds(steps: int) -> None:
    falling = last(surface("bowl"), racer("sgd", lr=1e-3), steps)
    assert (falling.name, falling.step) == ("finished", steps)
    rising = last(surface("bowl"), racer("sgd", lr=2.5), steps)
    assert (rising.name, rising.step) in (("diverging", steps), ("diverging", 10))
