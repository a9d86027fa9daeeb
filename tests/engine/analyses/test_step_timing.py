"""Step timing: how much it computes itself."""

import pytest
from network_specs import network_experiment

from engine.analyses import step_timing
from engine.analyses.step_timing import ROUNDS, CostsRequest, time_racers
from engine.run.racer import RacerRun


def test_short_run_is_restarted_once_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[RacerRun] = []
    original = step_timing._warm

    def counted(*arguments: object) -> RacerRun:
        built.append(original(*arguments))  # type: ignore[arg-type]
        return built[-1]

    monkeypatch.setattr(step_timing, "_warm", counted)
    run = network_experiment("mlp", "moons", steps=4)
    (cost,) = time_racers(CostsRequest(experiment=run))["racers"]
    assert 0 < cost["seconds"] < 1
    assert len(built) <= ROUNDS
    assert sum(racer.step for racer in built) <= 4 * ROUNDS
