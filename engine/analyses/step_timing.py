"""Step timing: measures the CPU time of a gradient, which depends on the machine, for each racer."""

import time
from statistics import median
from typing import Any, final

from pydantic import BaseModel, Field

from ..landscape.build import build_problem
from ..problems.problem import Problem
from ..run.racer import RacerRun
from ..spec.experiment import Experiment
from ..spec.keys import loss_spec
from .base import Analysis, AnalysisRequest

ROUNDS = 5
ROUND_S = 0.02
"""Minimum CPU time of a round; short enough to time sixteen racers within two seconds."""

WARM_UP = 4
"""Points before the clock starts: caches are filled, and optimizers have allocated their state."""

MAX_POINTS = 4096

LIMIT_S = 2.0
"""CPU time of a racer after which the rounds so far are enough: expensive racers have fewer."""


@final
class CostsRequest(AnalysisRequest):
    """Costs request: the experiment whose racers are timed."""


@final
class Cost(BaseModel):
    """Cost of one racer: processor time per gradient evaluation."""

    seconds: float | None = Field(
        description="Processor time of a gradient evaluation, with its share of the step; null if the racer "
        "cannot take a step."
    )


@final
class CostsResponse(BaseModel):
    """Costs response: a measurement, which differs between servers and a little between calls."""

    racers: list[Cost]


def time_racers(request: CostsRequest) -> dict[str, Any]:
    """Time each racer: CPU seconds per gradient or value, including its share of the optimizer step.

    The median of a few rounds of this thread's CPU time, so that other threads do not count. The loss on the
    whole training set, which only the page needs, is not evaluated. None for a racer that ends before its
    first step.
    """
    experiment = loss_spec(request.experiment)
    problem = build_problem(experiment)
    seconds = [_seconds(problem, experiment, index) for index in range(len(experiment.racers))]
    return {"racers": [{"seconds": one} for one in seconds]}


def _seconds(problem: Problem, experiment: Experiment, index: int) -> float | None:
    """Time one racer; it is restarted whenever it ends, so that short runs can be timed too."""
    points, start = 1, time.thread_time()
    run = _warm(problem, experiment, index)
    rounds: list[float] = []
    while len(rounds) < ROUNDS and not (rounds and time.thread_time() - start > LIMIT_S):
        if run.halted or run.step == experiment.steps:
            run = _warm(problem, experiment, index)
        spent, begun = _asked(run), time.thread_time()
        run.advance(points)
        took, spent = time.thread_time() - begun, _asked(run) - spent
        ended = run.halted or run.step == experiment.steps
        if took >= ROUND_S or points >= MAX_POINTS or ended:
            if not spent:
                return None
            rounds.append(took / spent)
        else:
            points *= 2
    return median(rounds)


def _asked(run: RacerRun) -> int:
    """Gradients and values that the racer has asked for so far."""
    return run.oracle.evaluations + run.oracle.queries


def _warm(problem: Problem, experiment: Experiment, index: int) -> RacerRun:
    run = RacerRun(problem, experiment, index, records_loss=False, keeps_marks=False)
    run.advance(min(WARM_UP, experiment.steps // 2))
    return run


ENTRY = Analysis(
    name="costs",
    title="Time the racers",
    summary=(
        "Processor time of a gradient evaluation for each racer, measured on this server now. Multiplied by "
        "the number of `evaluations`, it is the time that a racer uses. It is not saved."
    ),
    params=CostsRequest,
    function=time_racers,
    facts=CostsResponse,
    example={
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
            "racers": [
                {"optimizer": {"name": "sgd", "params": {"lr": 0.001}}},
                {"optimizer": {"name": "adam", "params": {"lr": 0.1}}},
            ],
            "steps": 200,
        },
    },
    duration="long",
    repeatable=False,
)
