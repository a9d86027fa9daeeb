"""Bit equality: every racer equals a plain torch loop, whatever races beside it.

Every optimizer on every surface for 250 steps, or for as many as ``BIT_STEPS`` says. All optimizers of a
surface run in one race, so the plain loops, each alone, also show that racers do not affect one another.
"""

import os
from functools import partial

import numpy as np
import pytest
from engine_builders import TORCH, TORCH_ON_SURFACES, experiment, plain_loop, racer, surface, torch_optimizer

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.surfaces import SURFACES, Surface
from engine.landscape.build import build_race
from engine.spec.experiment import MAX_RACERS

STEPS = int(os.environ.get("BIT_STEPS", "250"))


def test_each_torch_optimizer_has_an_entry() -> None:
    assert {*TORCH, "muon"} <= {entry.name for entry in OPTIMIZERS}
    assert set(TORCH) <= set(TORCH_ON_SURFACES)


@pytest.mark.parametrize("entry", SURFACES, ids=SURFACES.names)
def test_trajectories_equal_plain_torch_loops(entry: Surface) -> None:
    for first in range(0, len(TORCH_ON_SURFACES), MAX_RACERS):
        check_race(entry, TORCH_ON_SURFACES[first : first + MAX_RACERS])


def check_race(entry: Surface, names: list[str]) -> None:
    race = experiment(surface(entry.name), [racer(name) for name in names], STEPS)
    chunk = build_race(race).advance(STEPS + 1)
    assert "diverged" not in [event.name for event in chunk.events], "a rate to begin with must be stable"
    function = entry.bind(entry.params())
    for name, ours, chosen in zip(names, chunk.racers, race.racers, strict=True):
        params = chosen.optimizer.params.model_dump()
        plain = plain_loop(function, entry.start, partial(torch_optimizer, name, **params), STEPS)
        assert ours[:3].tobytes() == plain.tobytes(), f"{name} on {entry.name}"
        assert np.isfinite(ours).all()
        assert ours.shape[1] == STEPS + 1
