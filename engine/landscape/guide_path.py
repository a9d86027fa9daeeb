"""Guide path: the weights along a racer's path, from which a plane is built."""

from typing import NamedTuple, final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ..problems.problem import Problem
from ..problems.projection import flat_weights
from ..run.racer import RacerRun
from ..spec.experiment import Experiment

MAX_POINTS = 200
"""Largest number of points of a path, evenly spaced: principal axes then agree with all points to 2e-4."""

MAX_NUMBERS = 16_000_000
"""Largest number of weights times points of a path."""


@final
class GuidePath(NamedTuple):
    """Guide path: evenly spaced points of a racer's path, from the start on.

    Attributes:
        weights: float64 of shape (points, dim).
        steps: their steps.
        statistics: running statistics at each point, before its step's forward pass moves them.
    """

    weights: NDArray[np.float64]
    steps: list[int]
    statistics: list[list[Tensor]]


def record_path(
    problem: Problem,
    experiment: Experiment,
    racer: int = 0,
    until: int | None = None,
    through: int | None = None,
) -> GuidePath:
    """Run a racer and record its weights at evenly spaced points, from the start to the last step.

    If the racer stops early, the path ends there; if it diverges, at the last recorded point before that.

    Args:
        problem: the problem of the experiment.
        experiment: a completed experiment.
        racer: index of the racer.
        until: last step; None for the last step of the experiment.
        through: a step that is recorded in addition, unless the path ends before it.
    """
    steps = experiment.steps if until is None else min(until, experiment.steps)
    points = max(2, min(MAX_POINTS, steps + 1, MAX_NUMBERS // problem.dim))
    stops = np.unique(np.linspace(0, steps, points).round().astype(int))
    if through is not None:
        stops = np.union1d(stops, [min(through, steps)])
    run = RacerRun(problem, experiment, racer, records_loss=False, keeps_marks=False)
    path, reached, statistics = [_weights(run)], [0], [_statistics(run)]
    for stride in np.diff(stops).tolist():
        run.advance(stride)
        weights = _weights(run)
        if run.diverged or run.step == reached[-1] or not np.isfinite(weights).all():
            break
        path.append(weights)
        reached.append(run.step)
        statistics.append(_statistics(run))
        if run.halted:
            break
    return GuidePath(np.stack(path), reached, statistics)


def _weights(run: RacerRun) -> NDArray[np.float64]:
    row: NDArray[np.float64] = flat_weights(run.parameters).numpy()
    return row


def _statistics(run: RacerRun) -> list[Tensor]:
    return [] if run.training is None else [tensor.clone() for tensor in run.training.statistics]
