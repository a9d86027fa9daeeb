"""Whole paths of many balls of one racer: by a fleet where its rule is known, else ball by ball."""

from collections.abc import Mapping, Sequence
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.planes import PLANES
from ..catalog.schedules import SCHEDULES
from ..landscape.build import build_problem
from ..problems.analytic import AnalyticProblem
from ..problems.problem import Problem
from ..run.racer import RacerRun
from ..run.trajectory import COLUMNS
from ..spec.experiment import Experiment
from .batched_racers import BatchedRacers, Noise, Window
from .hyperparameter_schedule import hyperparameter_schedule
from .rollout import rollout
from .rules import RULES

Array = NDArray[np.float64]

X, Y, LOSS = (COLUMNS.index(name) for name in ("x", "y", "loss"))


@final
class Paths:
    """Every point of every ball; a watcher of a voyage.

    Attributes:
        places: float64 of shape (points, 2, balls); losses: of shape (points, balls). NaN behind the last
            finite point of a ball that diverged; a ball at rest, or stopped early, stays where it is.
    """

    def __init__(self, steps: int, balls: int) -> None:
        self.places = np.full((steps + 1, 2, balls), np.nan)
        self.losses = np.full((steps + 1, balls), np.nan)

    def observe(self, window: Window) -> None:
        """Write down a stretch."""
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

    def record(self, ball: int, columns: Array, *, stays: bool) -> None:
        """Write down the path of one ball, as ``RacerRun.advance`` gives it; ``stays``: at its last point."""
        points = columns.shape[1]
        self.losses[:points, ball] = columns[LOSS]
        self.places[:points, 0, ball], self.places[:points, 1, ball] = columns[X], columns[Y]
        if stays and points:
            self.losses[points:, ball] = columns[LOSS, -1]
            self.places[points:, 0, ball], self.places[points:, 1, ball] = columns[X, -1], columns[Y, -1]

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which balls did not come to the end: shape (balls,)."""
        gone: NDArray[np.bool_] = np.isnan(self.losses[-1])
        return gone


def can_batch(experiment: Experiment, racer: int) -> bool:
    """Whether many balls of this racer can be stepped at once."""
    spec = experiment.racers[racer]
    return (
        experiment.problem.kind != "network"
        and spec.optimizer.name in RULES
        and not SCHEDULES.named(spec.schedule.name).watches_loss
    )


def without_plane_cost(experiment: Experiment) -> Experiment:
    """The same runs on a plane that costs nothing to lay; losses do not depend on it."""
    if experiment.problem.kind != "network":
        return experiment
    return experiment.model_copy(update={"plane": PLANES.choose("random")})


def batched_paths(
    experiment: Experiment,
    racer: int,
    starts: Array,
    columns: Mapping[str, Array],
    noise: Noise | None = None,
) -> Paths:
    """The paths of balls from ``starts``, of shape (balls, 2), under settings of their own.

    ``noise`` gives what is added to the gradients at a step, of shape (2,) or (2, balls).
    """
    problem = build_problem(experiment)
    assert isinstance(problem, AnalyticProblem)
    rule = RULES[experiment.racers[racer].optimizer.name]()
    table = hyperparameter_schedule(experiment, racer, columns)
    paths = Paths(experiment.steps, len(starts))
    rollout(BatchedRacers(problem.function, rule, table, starts, noise), experiment.steps, [paths])
    return paths


def shared_noise(problem: Problem) -> Noise | None:
    """The same noise for all balls, as in the race; None where there is none."""
    first = problem.noise(0)
    if first is None:
        return None

    def noise(step: int) -> Tensor | None:
        drawn = problem.noise(step)
        return None if drawn is None else drawn[0]

    return noise


def independent_noise(problems: Sequence[Problem]) -> Noise:
    """Noise of its own for each ball, from a problem with a seed of its own."""

    def noise(step: int) -> Tensor | None:
        drawn = [problem.noise(step) for problem in problems]
        return torch.stack([one[0] for one in drawn if one is not None], dim=1)

    return noise


def sequential_paths(variants: Sequence[Experiment], racer: int, problems: Sequence[Problem]) -> Paths:
    """The paths of one racer in several experiments, ball by ball; any problem, any optimizer."""
    paths = Paths(variants[0].steps, len(variants))
    for index, (variant, problem) in enumerate(zip(variants, problems, strict=True)):
        ball = RacerRun(problem, variant, racer)
        columns, _ = ball.advance(variant.steps + 1)
        paths.record(index, columns, stays=ball.regimes.name != "diverged")
    return paths
