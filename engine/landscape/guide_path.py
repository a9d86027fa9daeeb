"""The path that a plane is laid along."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..problems.problem import Problem
from ..run.racer import RacerRun
from ..spec.experiment import Experiment

MAX_STEPS = 2_000
"""A path is followed for this long at most, whatever the experiment's steps."""

MAX_POINTS = 200
"""Points kept of a path, evenly spaced: the principal axes are then within 2e-4 of those of all points."""

MAX_NUMBERS = 16_000_000
"""Weights times points kept at most."""


def guide_weights(
    problem: Problem, experiment: Experiment, racer: int = 0, until: int | None = None
) -> NDArray[np.float64]:
    """A racer's weights along its path, to point ``until``: float64 of shape (points, dim), start to end.

    Where it diverges, the path ends at its last finite point.
    """
    return record_path(problem, experiment, racer, until)[0]


def record_path(
    problem: Problem,
    experiment: Experiment,
    racer: int = 0,
    until: int | None = None,
    through: int | None = None,
) -> tuple[NDArray[np.float64], list[int], list[Tensor]]:
    """The path of ``guide_weights``, the steps of its points, and the running statistics at its end.

    Point ``through`` is among those that are kept, unless the path ends before it.
    """
    steps = min(experiment.steps if until is None else until, experiment.steps, MAX_STEPS)
    points = max(2, min(MAX_POINTS, steps + 1, MAX_NUMBERS // problem.dim))
    stops = np.unique(np.linspace(0, steps, points).round().astype(int))
    if through is not None:
        stops = np.union1d(stops, [min(through, steps)])
    run = RacerRun(problem, experiment, racer, records_loss=False)
    path = [_weights(run).numpy()]
    for stride in np.diff(stops).tolist():
        run.advance(stride)
        weights = _weights(run).numpy()
        if run.ended or not np.isfinite(weights).all():
            break
        path.append(weights)
    statistics = [] if run.training is None else run.training.statistics
    return np.stack(path), stops[: len(path)].tolist(), statistics


def _weights(run: RacerRun) -> Tensor:
    return torch.cat([parameter.detach().reshape(-1) for parameter in run.parameters]).double()
