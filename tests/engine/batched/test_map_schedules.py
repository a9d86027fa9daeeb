"""Schedules in maps: those that end early or have unusual phases act as in a race."""

import json
from typing import Any

import numpy as np
import pytest

from engine.batched import map_part
from engine.batched.hyperparameter_schedule import hyperparameter_schedule
from engine.core.errors import InvalidSpec
from engine.landscape.build import build_race
from engine.run.trajectory import COLUMNS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

STEPS = 20


def described(params: dict[str, Any]) -> dict[str, Any]:
    racer = {"optimizer": {"name": "sgd"}, "schedule": {"name": "one_cycle", "params": params}}
    problem = {"kind": "surface", "surface": {"name": "himmelblau"}}
    return {"problem": problem, "racers": [racer], "steps": STEPS}


@pytest.mark.parametrize(
    "params",
    [{"total_steps": 3}, {"pct_start": 0.525, "three_phase": True}, {"pct_start": 0.01}],
    ids=["over after three steps", "last phase empty", "first phase over before it begins"],
)
def test_map_has_the_learning_rates_of_the_race(params: dict[str, Any]) -> None:
    experiment = complete(Experiment.model_validate_json(json.dumps(described(params))))
    chunk = build_race(experiment).advance(STEPS)
    rates = hyperparameter_schedule(experiment, 0, {}).changing["lr"]
    assert np.array_equal(rates[:, 0], chunk.racers[0][COLUMNS.index("lr")])


def test_one_cycle_with_too_short_a_phase_is_refused() -> None:
    # 0.05 * 20 - 1 = 0: the first phase ends where it begins, and torch would divide by its length.
    request = {"experiment": described({"pct_start": 0.05}), "kind": "basins", "resolution": 9}
    with pytest.raises(InvalidSpec, match="no room") as refused:
        map_part(json.dumps(request), 0)
    assert refused.value.pointer.endswith("/racers/0/schedule/params")


def test_rprop_map_with_an_edit_of_its_limits() -> None:
    asked = {
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "beale"}},
            "racers": [{"optimizer": {"name": "rprop"}}],
            "steps": 20,
            "edits": [{"step": 5, "racer": 0, "set": {"step_sizes": [1e-6, 1.0]}}],
        },
        "kind": "hyperparameters",
        "resolution": 5,
    }
    assert np.isfinite(map_part(asked, 0).columns["loss"]).any()
