"""Landscapes by parts, from arguments that cross processes: text and numbers in, arrays out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.domain import Domain, centered
from ..landscape.build import build_problem
from ..landscape.grid import LandscapeInfo, describe, scan_tile
from ..landscape.replay import replay_of
from ..problems.network import NetworkProblem
from ..problems.problem import Problem
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


def prepare(request: ScanRequest) -> LandscapeInfo:
    """What is known before any height is; lays the plane, which may mean to follow a path first."""
    return describe(_problem(request.experiment, request.at, request.steady, request.batch), request.domain)


def evaluate_tile(request: ScanRequest, index: int) -> NDArray[np.float64]:
    """Heights of one of ``landscape.grid.tiles(request.resolution)``. Idempotent, whichever process asks."""
    problem = _problem(request.experiment, request.at, request.steady, request.batch)
    return scan_tile(problem, request.domain or problem.domain, request.resolution, index)


@lru_cache(maxsize=KEPT_PROBLEMS)
def _problem(text: str, at: tuple[int, int] | None, steady: bool, batch: bool) -> Problem:
    experiment = Experiment.model_validate_json(text)
    problem = build_problem(experiment)
    if at is not None and isinstance(problem, NetworkProblem) and problem.axes is not None:
        racer, step = at
        replay = replay_of(text, racer)
        replay.seek(step)
        weights = torch.from_numpy(replay.weights)
        if batch:
            replay.racer.apply_edits()
        problem.set_loss_batch(replay.racer.peek_batch() if batch else None)
        problem.set_running_stats(replay.network.statistics)
        if steady:
            problem.set_plane(problem.axes.shifted_to_contain(weights), problem.domain)
            return problem
        axes = problem.axes.parallel_through(weights)
        (left, right), (low, high) = problem.domain
        problem.set_plane(axes, centered((0.0, 0.0), ((right - left) / 2, (high - low) / 2)))
    return problem
