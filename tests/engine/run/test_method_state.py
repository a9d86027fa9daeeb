"""State of methods: every entry goes on from a checkpoint with the same bits."""

from typing import Any

import numpy as np
import pytest
from engine_builders import experiment, racer, surface
from network_specs import network_experiment

from engine.catalog.methods import OPTIMIZERS, Optimizer
from engine.core.codec import pack, unpack
from engine.landscape.build import build_problem, build_race
from engine.run.race import Race
from engine.run.racer import RacerRun
from engine.run.trajectory import StepMarks
from engine.spec.experiment import Experiment

STEPS = 24
POINTS = [0, 1, 7, 16, 25]
"""Points at which a checkpoint is taken: before the first step, among them, and after the last."""


def made(entry: Optimizer, kind: str) -> Experiment:
    params = {"damping": 1.0} if entry.name == "newton" else {}
    edits = [{"step": 9, "racer": 0, "set": {"lr": 0.02}}] if entry.has_rate else []
    schedule = {"name": "cosine", "params": {}} if entry.has_rate else {"name": "constant", "params": {}}
    item = racer(entry.name, schedule, **params)
    if kind == "surface":
        return experiment(surface("himmelblau", noise=0.1), [item], STEPS, edits=edits, seed=3)
    return network_experiment(
        {"name": "mlp", "params": {"hidden": [3], "normalization": "batch", "statistics": "running"}},
        {"name": "moons", "params": {"samples": 60}},
        racers=[item],
        steps=STEPS,
        plane={"name": "random"},
        batch_size=13,
        edits=edits,
        seed=3,
    )


def shown(marks: list[StepMarks]) -> list[Any]:
    return [
        (one.step, *(part.tobytes() for part in (one.points, one.values, one.arrows)), str(one.ellipse))
        for one in marks
    ]


CASES = [
    pytest.param(entry, kind, id=f"{entry.name}-{kind}")
    for entry in OPTIMIZERS
    for kind in ("surface", "network")
    if kind == "network" or not entry.matrices_only
]


@pytest.mark.parametrize(("entry", "kind"), CASES)
def test_every_method_goes_on_from_a_checkpoint(entry: Optimizer, kind: str) -> None:
    spec = made(entry, kind)
    problem = build_problem(spec)
    whole = Race(spec, problem).advance(STEPS + 1)
    assert whole.racers[0].shape[1] == STEPS + 1
    assert np.abs(whole.racers[0][:2, 0] - whole.racers[0][:2, -1]).max() > 1e-3
    race, taken = Race(spec, problem), 0
    for point in POINTS:
        race.advance(point - taken)
        taken = point
        again = Race.restore(spec, race.checkpoint(), problem)
        assert again.checkpoint() == race.checkpoint()
        rest = again.advance(STEPS + 1)
        assert rest.racers[0].tobytes() == whole.racers[0][:, point:].tobytes()
        assert shown(rest.marks[0]) == [one for one in shown(whole.marks[0]) if one[0] >= point]
        assert rest.events == [event for event in whole.events if event.step >= point]


@pytest.mark.parametrize("entry", OPTIMIZERS, ids=OPTIMIZERS.names)
def test_every_state_fits_into_the_codec(entry: Optimizer) -> None:
    spec = made(entry, "network")
    run = RacerRun(build_problem(spec), spec, 0)
    run.advance(5)
    state = run.method.state()
    fresh = RacerRun(build_problem(spec), spec, 0)
    fresh.method.restore(unpack(pack(state)))
    assert pack(fresh.method.state()) == pack(state)
    assert dict(fresh.method.settings()) == dict(run.method.settings())


def test_race_of_all_kinds_restores_together() -> None:
    racers = [racer(name) for name in ("sgd", "newton", "nelder_mead", "evolution_strategy", "lbfgs")]
    spec = experiment(surface("rosenbrock"), racers, 30)
    race = build_race(spec)
    race.advance(11)
    rest = Race.restore(spec, race.checkpoint(), build_problem(spec)).advance(30)
    whole = build_race(spec).advance(31)
    for ours, theirs in zip(rest.racers, whole.racers, strict=True):
        assert ours.tobytes() == theirs[:, 11:].tobytes()
