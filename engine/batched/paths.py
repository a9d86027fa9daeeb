"""Paths of many runs of one racer: batched where its update rule is known, else one run after another."""

from collections.abc import Mapping, Sequence
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.schedules import SCHEDULES
from ..core.types import Array
from ..landscape.build import build_problem
from ..problems.problem import Problem
from ..run.racer import RacerRun
from ..run.trajectory import COLUMNS
from ..spec.experiment import Experiment
from .batched_racers import BatchedRacers, Noise, Window
from .hyperparameter_schedule import hyperparameter_schedule
from .rollout import rollout
from .rules import RULES

X, Y, LOSS = (COLUMNS.index(name) for name in ("x", "y", "loss"))


@final
class Paths:
    """Paths: records every point of every run, as an observer of a rollout or run by run.

    Attributes:
        places: float64 of shape (points, 2, runs); ``losses``: of shape (points, runs). NaN after the last
            finite point of a run that diverged; a stationary or stopped run stays at its last point.
    """

    def __init__(self, steps: int, runs: int) -> None:
        self.places = np.full((steps + 1, 2, runs), np.nan)
        self.losses = np.full((steps + 1, runs), np.nan)

    def observe(self, window: Window) -> None:
        """Record the points of the next window."""
        points = len(window.losses)
        until = window.first + points
        known = np.arange(points)[:, None] < window.finite[None, :]
        self.losses[window.first : until, window.rows] = np.where(known, window.losses, np.nan)
        places = np.where(known[:, None, :], window.places, np.nan)
        self.places[window.first : until][:, :, window.rows] = places
        stationary = window.stationary & (window.finite == points)
        if stationary.any():
            rows = window.rows[stationary]
            self.losses[until:, rows] = window.losses[-1, stationary]
            self.places[until:][:, :, rows] = window.places[-1][:, stationary]

    def record(self, run: int, columns: Array, *, stays: bool) -> None:
        """Record one run from its columns, (columns, points); ``stays`` repeats its last point to the end."""
        points = columns.shape[1]
        self.losses[:points, run] = columns[LOSS]
        self.places[:points, 0, run], self.places[:points, 1, run] = columns[X], columns[Y]
        if stays and points:
            self.losses[points:, run] = columns[LOSS, -1]
            self.places[points:, 0, run], self.places[points:, 1, run] = columns[X, -1], columns[Y, -1]

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which runs diverged: shape (runs,)."""
        gone: NDArray[np.bool_] = np.isnan(self.losses[-1])
        return gone


def can_batch(experiment: Experiment, racer: int) -> bool:
    """Whether many runs of this racer can be stepped together."""
    spec = experiment.racers[racer]
    return (
        experiment.problem.is_function
        and spec.optimizer.name in RULES
        and not SCHEDULES.named(spec.schedule.name).watches_loss
    )


def batched_paths(
    experiment: Experiment,
    racer: int,
    starts: Array,
    columns: Mapping[str, Array],
    noise: Noise | None = None,
) -> Paths:
    """Compute the paths of many runs together.

    Args:
        experiment: completed, about a cheap function of two weights.
        racer: index of the racer.
        starts: float64 of shape (runs, 2).
        columns: parameter -> each run's value, float64 of shape (runs,).
        noise: step -> what is added to the gradients, of shape (2,) or (2, runs).

    Raises:
        KeyError: if the optimizer has no update rule; see ``can_batch``.
        InvalidSpec: if the racer's schedule reads the loss, or changes a parameter in ``columns``.
    """
    problem = build_problem(experiment).analytic
    rule = RULES[experiment.racers[racer].optimizer.name]()
    table = hyperparameter_schedule(experiment, racer, columns)
    paths = Paths(experiment.steps, len(starts))
    rollout(BatchedRacers(problem.function, rule, table, starts, noise), experiment.steps, [paths])
    return paths


def shared_noise(problem: Problem) -> Noise | None:
    """Gradient noise that is the same for all runs, as in a race; None if the problem has none."""
    first = problem.noise(0)
    if first is None:
        return None

    def noise(step: int) -> Tensor | None:
        drawn = problem.noise(step)
        return None if drawn is None else drawn[0]

    return noise


def independent_noise(problems: Sequence[Problem]) -> Noise:
    """Gradient noise that differs between runs: one problem with noise, and its own seed, for each run."""

    def noise(step: int) -> Tensor | None:
        drawn = [problem.noise(step) for problem in problems]
        return torch.stack([one[0] for one in drawn if one is not None], dim=1)

    return noise


def sequential_paths(variants: Sequence[Experiment], racer: int, problems: Sequence[Problem]) -> Paths:
    """Compute the paths of one racer in several experiments, one after another: any problem and optimizer.

    Args:
        variants: completed experiments with the same number of steps.
        racer: index of the racer.
        problems: the problem of each experiment.
    """
    paths = Paths(variants[0].steps, len(variants))
    for index, (variant, problem) in enumerate(zip(variants, problems, strict=True)):
        run = RacerRun(problem, variant, racer, keeps_marks=False)
        columns, _ = run.advance(variant.steps + 1)
        paths.record(index, columns, stays=not run.diverged)
    return paths
