"""Rates to begin with: momentum's too are stable. ``test_bits`` holds the other optimizers to the same."""

import pytest
from engine_builders import experiment, racer, surface

from engine.race import Race
from engine.surfaces import SURFACES, Surface

STEPS = 300


@pytest.mark.parametrize("entry", SURFACES, ids=SURFACES.names)
def test_momentum_does_not_diverge_at_the_rate_to_begin_with(entry: Surface) -> None:
    racers = [racer("sgd", momentum=0.9, nesterov=nesterov) for nesterov in (False, True)]
    chunk = Race(experiment(surface(entry.name), racers, STEPS)).advance(STEPS + 1)
    assert "diverged" not in [event.name for event in chunk.events]
    assert [rows.shape[1] for rows in chunk.racers] == [STEPS + 1] * 2
