"""Guide path: the weights along a racer's path, from which a plane is built."""

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


def record_path(
    problem: Problem,
    experiment: Experiment,
    racer: int = 0,
    until: int | None = None,
    through: int | None = None,
) -> tuple[NDArray[np.float64], list[int], list[Tensor]]:
    """Run a racer and record its weights at evenly spaced points, from the start to the last step.

    If the racer diverges or stops early, the path ends at the last recorded point before that.

    Args:
        problem: the problem of the experiment.
        experiment: a completed experiment.
        racer: index of the racer.
        until: last step; None for the last step of the experiment.
        through: a step that is recorded in addition, unless the path ends before it.

    Returns:
        The weights, float64 of shape (points, dim); the steps of these points; and the running statistics
        where the run ended, which is after the last point if the racer diverged or stopped early.
    """
    steps = experiment.steps if until is None else min(until, experiment.steps)
    points = max(2, min(MAX_POINTS, steps + 1, MAX_NUMBERS // problem.dim))
    stops = np.unique(np.linspace(0, steps, points).round().astype(int))
    if through is not None:
        stops = np.union1d(stops, [min(through, steps)])
    run = RacerRun(problem, experiment, racer, records_loss=False, keeps_marks=False)
    path = [flat_weights(run.parameters).numpy()]
    for stride in np.diff(stops).tolist():
        run.advance(stride)
        weights = flat_weights(run.parameters).numpy()
        if run.halted or not np.isfinite(weights).all():
            break
        path.append(weights)
    statistics = [] if run.training is None else run.training.statistics
    return np.stack(path), stops[: len(path)].tolist(), statistics
