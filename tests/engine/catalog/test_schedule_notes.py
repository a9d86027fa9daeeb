"""Schedule notes: what they say of a run with a schedule is so."""

from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, formula, racer, surface

from engine.catalog.schedules import SCHEDULES
from engine.landscape.build import build_race

LR = 3


def rates(
    schedule: dict[str, Any], edits: list[dict[str, Any]], problem: Any = None, **params: Any
) -> np.ndarray:
    made = experiment(
        problem or surface("bowl"), [racer("adam", schedule, **{"lr": 0.1} | params)], 60, edits=edits
    )
    return np.asarray(build_race(made).advance(61).racers[0][LR])


SCHEDULED = [
    {"name": "one_cycle", "params": {"max_lr": 1.0}},
    {"name": "cosine"},
    {"name": "exponential", "params": {"gamma": 0.97}},
    {"name": "step", "params": {"step_size": 10, "gamma": 0.5}},
]


@pytest.mark.parametrize("schedule", SCHEDULED, ids=lambda one: one["name"])
def test_a_new_rate_rescales_the_rate_in_force(schedule: dict[str, Any]) -> None:
    plain, edited = rates(schedule, []), rates(schedule, [{"step": 30, "racer": 0, "set": {"lr": 0.2}}])
    np.testing.assert_allclose(edited[30:], 2 * plain[30:], rtol=1e-9)
    np.testing.assert_array_equal(edited[:30], plain[:30])
    assert "twice the rate in force" in SCHEDULES.named(schedule["name"]).describe()["notes"][0]


def test_a_relative_threshold_never_lowers_a_negative_loss() -> None:
    flat = formula("-1 + 0*x*y", domain=[[-1, 1], [-1, 1]], start=[0.5, 0.5])
    params = {"patience": 2, "factor": 0.5}
    relative, absolute = (
        rates({"name": "reduce_on_plateau", "params": params | {"threshold_mode": mode}}, [], flat)
        for mode in ("rel", "abs")
    )
    assert (relative == 0.1).all()
    assert absolute[-1] < 0.1
    assert "negative" in SCHEDULES.named("reduce_on_plateau").describe()["notes"][1]


def test_cycling_momentum_keeps_an_edit_for_one_step() -> None:
    schedule = {"name": "one_cycle", "params": {"cycle_momentum": True}}
    made = experiment(
        surface("bowl"),
        [racer("adam", schedule, lr=0.1)],
        60,
        edits=[{"step": 30, "racer": 0, "set": {"betas": [0.5, 0.999]}}],
    )
    run = build_race(made).racers[0]
    seen = []
    for _ in range(34):
        run.advance(1)
        seen.append(run.method.settings()["betas"][0])
    assert 0.5 not in seen  # the step at 30 used it; the schedule set its own again right after
    assert "one step" in SCHEDULES.named("one_cycle").describe()["notes"][1]


def test_a_constant_rate_needs_no_note() -> None:
    assert SCHEDULES.named("constant").describe()["notes"] == []
