"""Failing steps: a method or a schedule that raises ends its own racer, in words, and nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from dummy_methods import ASKING, BOOM, added
from engine_builders import experiment, racer, surface
from network_specs import network_experiment

from engine.analyses.local_curvature import CurvatureRequest, local_curvature
from engine.analyses.lr_sweep import SweepRequest, sweep
from engine.analyses.measure import QuantitiesRequest, measure
from engine.analyses.multi_run import MultiRunRequest, run_many
from engine.analyses.step_breakdown import StepBreakdownRequest, break_down
from engine.analyses.step_timing import CostsRequest, time_racers
from engine.batched.map import map_part
from engine.core.errors import InvalidSpec
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import grid
from engine.run.trajectory import Chunk, Event
from engine.spec.experiment import Experiment, canonical
from engine.worker.advance import RunRef, advance, clear_cache

STEPS = 2_060
LAST = 2_047
"""The step after which torch's ``CyclicLR`` divides by two to the power of 1,024 cycles of two steps."""


@pytest.fixture(scope="module", autouse=True)
def _entries() -> Iterator[None]:
    with added(BOOM, ASKING):
        yield


def cyclic() -> Experiment:
    params = {"mode": "triangular2", "step_size_up": 1, "step_size_down": 1}
    item = racer("sgd", {"name": "cyclic", "params": params}, lr=1e-3)
    return experiment(surface("bowl"), [item, racer("sgd", lr=1e-3)], STEPS)


def run(made: Experiment) -> Chunk:
    return build_race(made).advance(made.steps + 1)


def last_of(chunk: Chunk, number: int) -> Event:
    return [event for event in chunk.events if event.racer == number][-1]


def check_end(chunk: Chunk, step: int, *words: str, name: str = "finished") -> None:
    """The first racer ends at ``step`` with these words; the second takes all its steps."""
    assert chunk.finished
    assert chunk.racers[0].shape[1] == step + 1
    last = last_of(chunk, 0)
    assert (last.name, last.step) == (name, step)
    assert last.sentence.startswith(f"{'Stopped' if name == 'finished' else 'Diverged'} at step ")
    assert last.sentence.endswith(".")
    assert all(word in last.sentence for word in words), last.sentence
    assert last_of(chunk, 1).sentence.startswith("All steps are taken")


def test_schedule_that_overflows_ends_its_racer_alone() -> None:
    chunk = run(cyclic())
    check_end(chunk, LAST, "at step 2047", "schedule could not set the next learning rate", "OverflowError")
    assert chunk.racers[1].shape[1] == STEPS + 1


def test_analyses_of_an_overflowing_schedule_give_words() -> None:
    made = cyclic()
    facts = local_curvature(CurvatureRequest(experiment=made, racer=0, step=STEPS))
    assert facts["kind"] == "minimum"
    assert facts["step"] == LAST
    assert break_down(StepBreakdownRequest(experiment=made, racer=0, step=STEPS))["step"] == LAST - 1
    assert len(run_many(MultiRunRequest(experiment=made, racer=1, kind="starts"))["paths"]) == 50
    assert np.isfinite(grid(build_problem(made), 9).z).all()
    asked: list[Callable[[], Any]] = [
        lambda: run_many(MultiRunRequest(experiment=made, racer=0, kind="starts")),
        lambda: sweep(SweepRequest(experiment=made, racer=0)),
        lambda: map_part({"experiment": made.model_dump(mode="json"), "kind": "basins", "resolution": 2}, 0),
    ]
    for call in asked:
        with pytest.raises(InvalidSpec, match="after step 2047: its numbers overflow") as caught:
            call()
        assert caught.value.pointer == "/experiment/racers/0/schedule/name"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("RuntimeError", ["could not take the next step (RuntimeError: boom)."]),
        ("KeyError", ["could not take the next step (KeyError: 'boom')."]),
        ("empty", ["could not take the next step (RuntimeError)."]),
    ],
)
def test_optimizer_that_raises_ends_alone(error: str, words: list[str]) -> None:
    chunk = run(experiment(surface("bowl"), [racer("boom", error=error), racer("sgd", lr=1e-3)], 30))
    check_end(chunk, 7, "at step 7", *words)


def test_overflow_counts_as_divergence_only_after_growth() -> None:
    racers = [racer("boom", error="OverflowError"), racer("sgd", lr=1e-3)]
    chunk = run(experiment(surface("bowl"), racers, 30))
    check_end(chunk, 7, "arithmetic failed (OverflowError: boom)", "the loss is finite")
    racers[0] = racer("boom", error="OverflowError", lr=2.5)
    chunk = run(experiment(surface("bowl"), racers, 30))
    check_end(chunk, 7, "Diverged at step 8", "arithmetic overflowed", name="diverged")


@pytest.mark.parametrize("at", [0, 7])
def test_racer_that_raises_does_so_in_any_chunks(at: int) -> None:
    made = network_experiment(
        {"name": "mlp", "params": {"hidden": [3]}},
        {"name": "moons", "params": {"samples": 40}},
        racers=[racer("boom", at=at), racer("adam")],
        steps=30,
    )
    whole = run(made)
    check_end(whole, at, "boom")
    for size in (1, 7):
        chunks = []
        for start in range(0, 31, size):
            clear_cache()
            chunks.append(advance(RunRef(canonical(made)), start, size))
        rows = [np.concatenate(parts, axis=1) for parts in zip(*(one.racers for one in chunks), strict=True)]
        assert [one.tobytes() for one in rows] == [one.tobytes() for one in whole.racers]
        assert [event for one in chunks for event in one.events] == whole.events


def test_analyses_of_a_racer_that_raises_give_words() -> None:
    made = experiment(surface("bowl", noise=0.1), [racer("boom")], 30)
    facts, (rows,) = local_curvature(CurvatureRequest(experiment=made, racer=0, step=30)), run(made).racers
    assert (facts["step"], facts["x"], facts["y"]) == (7, *rows[:2, 7])
    with pytest.raises(InvalidSpec, match="cannot be shown term by term"):
        break_down(StepBreakdownRequest(experiment=made, racer=0, step=30))
    assert run_many(MultiRunRequest(experiment=made, racer=0, kind="starts"))["diverged"] == 0
    assert time_racers(CostsRequest(experiment=made))["racers"][0]["seconds"] > 0
    network = network_experiment(
        "mlp", "moons", racers=[racer("boom")], steps=30, plane={"name": "pca", "params": {"guide": "racers"}}
    )
    assert run(network).racers[0].shape[1] == 8
    assert measure(QuantitiesRequest(experiment=network, racer=0, step=30, quantities=["sharpness"]))[
        "quantities"
    ]["sharpness"]["lr"]


def test_analyses_of_a_racer_that_waits_give_words() -> None:
    made = experiment(surface("bowl"), [racer("asking")], 30)
    assert local_curvature(CurvatureRequest(experiment=made, racer=0, step=30))["step"] == 5
    with pytest.raises(InvalidSpec, match="cannot be shown term by term"):
        break_down(StepBreakdownRequest(experiment=made, racer=0, step=30))
    paths = run_many(MultiRunRequest(experiment=made, racer=0, kind="starts"))
    assert paths["diverged"] == 0
    with pytest.raises(InvalidSpec, match="no learning rate"):
        sweep(SweepRequest(experiment=made, racer=0))
    time_racers(CostsRequest(experiment=made))
    network = network_experiment("mlp", "moons", racers=[racer("asking")], steps=30)
    facts = measure(
        QuantitiesRequest(experiment=network, racer=0, step=30, quantities=["sharpness", "backpropagation"])
    )
    assert facts["step"] == 5
    assert facts["quantities"]["backpropagation"]["loss_after"] is None
