"""What a gradient costs here and now: the one fact of a race that is no function of its experiment."""

import time
from dataclasses import dataclass
from statistics import median
from typing import Any, final

from ..landscape.build import build_problem
from ..problems.problem import Problem
from ..run.racer import RacerRun
from ..spec.experiment import Experiment

ROUNDS = 5
ROUND_S = 0.02
"""Processor time of a round, at least; short enough that sixteen racers are timed within two seconds."""

WARM_UP = 4
"""Points before the clock starts: memory has been fetched, optimizers have their state."""

MOST_POINTS = 4096


@final
@dataclass(frozen=True)
class TimingRequest:
    """Whose racers are to be timed: a completed experiment, as JSON."""

    experiment: str


def time_racers(wanted: TimingRequest) -> dict[str, Any]:
    """Seconds of processor time that one gradient evaluation and its share of a step cost each racer.

    The median of a few rounds, on a thread that others may delay but not charge. Without what only the
    picture needs: the loss on the whole training set. None for a racer that ends before its first step.
    """
    experiment = Experiment.model_validate_json(wanted.experiment)
    problem = build_problem(experiment)
    seconds = [_seconds(problem, experiment, index) for index in range(len(experiment.racers))]
    return {"racers": [{"seconds": one} for one in seconds]}


def _seconds(problem: Problem, experiment: Experiment, index: int) -> float | None:
    """Of one racer. It starts again wherever it ends, so that any run is long enough to be timed."""
    points = 1
    ball = _warm(problem, experiment, index)
    rounds: list[float] = []
    while len(rounds) < ROUNDS:
        if ball.ended or ball.step == experiment.steps:
            ball = _warm(problem, experiment, index)
        spent, begun = ball.evaluations, time.thread_time()
        ball.advance(points)
        took, spent = time.thread_time() - begun, ball.evaluations - spent
        if took >= ROUND_S or points >= MOST_POINTS or ball.ended:
            if not spent:
                return None
            rounds.append(took / spent)
        else:
            points *= 2
    return median(rounds)


def _warm(problem: Problem, experiment: Experiment, index: int) -> RacerRun:
    ball = RacerRun(problem, experiment, index, records_loss=False)
    ball.advance(min(WARM_UP, experiment.steps // 2))
    return ball
