"""Landscapes by parts, from arguments that cross processes: text and numbers in, arrays out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.domain import centered
from ..landscape.build import build_problem
from ..landscape.grid import Survey, scan_part, survey
from ..landscape.replay import course_of
from ..problems.network import NetworkProblem
from ..problems.problem import Domain, Problem
from ..spec.experiment import Experiment

KEPT_PROBLEMS = 8


@final
@dataclass(frozen=True)
class ScanRequest:
    """A landscape to be drawn.

    Attributes:
        experiment: a completed experiment as JSON; its racers matter only where its plane follows them.
        resolution: places a side.
        domain: what is drawn; None for the problem's own.
        at: (racer, step): the plane is moved so that it passes through that racer's weights there.
        steady: with ``at``: places keep their coordinates, so that paths still lie where they lay; else
            that racer's weights are the new (0, 0).
        batch: with ``at``: the loss of the mini-batch alone that the racer's next step takes, not of the
            whole set.
    """

    experiment: str
    resolution: int
    domain: Domain | None = None
    at: tuple[int, int] | None = None
    steady: bool = False
    batch: bool = False


def prepare(request: ScanRequest) -> Survey:
    """What is known before any height is; lays the plane, which may mean to follow a path first."""
    return survey(_problem(request.experiment, request.at, request.steady, request.batch), request.domain)


def evaluate_tile(request: ScanRequest, index: int) -> NDArray[np.float64]:
    """Heights of one of ``landscape.parts(request.resolution)``. Idempotent, whichever process asks."""
    problem = _problem(request.experiment, request.at, request.steady, request.batch)
    return scan_part(problem, request.domain or problem.domain, request.resolution, index)


@lru_cache(maxsize=KEPT_PROBLEMS)
def _problem(text: str, at: tuple[int, int] | None, steady: bool, batch: bool) -> Problem:
    experiment = Experiment.model_validate_json(text)
    problem = build_problem(experiment)
    if at is not None and isinstance(problem, NetworkProblem) and problem.axes is not None:
        racer, step = at
        course = course_of(text, racer)
        course.go(step)
        weights = torch.from_numpy(course.weights)
        problem.show(course.ball.coming() if batch else None)
        problem.settle(course.network.statistics)
        if steady:
            problem.see(problem.axes.shifted_to_contain(weights), problem.domain)
            return problem
        axes = problem.axes.parallel_through(weights)
        (left, right), (low, high) = problem.domain
        problem.see(axes, centered((0.0, 0.0), ((right - left) / 2, (high - low) / 2)))
    return problem
