"""Schedules whose phases leave no room are refused, not run into a division by zero."""

import json

import pytest

from engine.errors import InvalidSpec
from engine.maps import map_part


def test_an_empty_phase_of_one_cycle_is_refused_with_a_sentence() -> None:
    # With three phases, 2 * 0.525 * 20 - 2 = 20 - 1: the last one begins where it ends.
    schedule = {"name": "one_cycle", "params": {"pct_start": 0.525, "three_phase": True}}
    racer = {"optimizer": {"name": "sgd"}, "schedule": schedule}
    problem = {"kind": "surface", "surface": {"name": "himmelblau"}}
    experiment = {"problem": problem, "racers": [racer], "steps": 20}
    with pytest.raises(InvalidSpec, match="no room") as refused:
        map_part(json.dumps({"experiment": experiment, "kind": "basins", "resolution": 9}), 0)
    assert refused.value.pointer == "/experiment/racers/0/schedule/params"
