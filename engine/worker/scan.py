"""Worker entry points ``prepare`` and ``evaluate_tile``: compute a landscape, from text to arrays.

Results depend on the arguments alone, in whichever process they are computed.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.domain import Domain, centered
from ..core.penalty import Penalty
from ..landscape.build import build_problem
from ..landscape.framed_domain import framed_domain
from ..landscape.grid import LandscapeInfo, describe, scan_tile
from ..landscape.replay import replay_of
from ..problems.problem import Problem
from ..spec.experiment import Experiment

MAX_PROBLEMS = 8
"""Problems, each with its plane, that a worker keeps."""

MAX_DOMAINS = 32
"""Drawn domains that a worker keeps."""


@final
@dataclass(frozen=True)
class ScanRequest:
    """Scan request: which landscape is computed.

    Attributes:
        experiment: a completed experiment as JSON. Its racers matter only if its plane follows them or ``at``
            names one.
        resolution: grid points along each axis.
        domain: the part that is computed; None for the problem's own.
        at: (racer, step): the plane is shifted so that it contains that racer's weights at that step; without
            effect if the problem has two weights.
        steady: with ``at``: coordinates stay as they are, so that paths keep their places; otherwise that
            racer's weights become (0, 0).
        batch: with ``at``: the loss of the mini-batch of the racer's next step instead of the whole set.
        penalty: what is added to the loss for the size of the weights; None for nothing.
        aspect: width over height of the frame that is to be filled; None for any. Only without ``domain``.
    """

    experiment: str
    resolution: int
    domain: Domain | None = None
    at: tuple[int, int] | None = None
    steady: bool = False
    batch: bool = False
    penalty: Penalty | None = None
    aspect: float | None = None


def prepare(request: ScanRequest) -> LandscapeInfo:
    """Build the problem and its plane, which may need a run first, and describe the landscape."""
    problem = _problem(request.experiment, request.at, request.steady, request.batch)
    return describe(problem, _domain(request), request.penalty)


def evaluate_tile(request: ScanRequest, index: int) -> NDArray[np.float64]:
    """Losses of tile ``index`` of ``landscape.grid.tiles(request.resolution)``, as from ``scan_tile``."""
    problem = _problem(request.experiment, request.at, request.steady, request.batch)
    return scan_tile(problem, _domain(request), request.resolution, index, request.penalty)


def _domain(request: ScanRequest) -> Domain:
    if request.domain is not None:
        return request.domain
    return _drawn(request.experiment, request.at, request.steady, request.batch, request.aspect)


@lru_cache(maxsize=MAX_DOMAINS)
def _drawn(text: str, at: tuple[int, int] | None, steady: bool, batch: bool, aspect: float | None) -> Domain:
    problem = _problem(text, at, steady, batch)
    return problem.domain if aspect is None else framed_domain(problem, aspect)


@lru_cache(maxsize=MAX_PROBLEMS)
def _problem(text: str, at: tuple[int, int] | None, steady: bool, batch: bool) -> Problem:
    experiment = Experiment.model_validate_json(text)
    problem = build_problem(experiment)
    if at is not None and problem.axes is not None:
        racer, step = at
        replay = replay_of(experiment, racer)
        replay.seek(step)
        weights = torch.from_numpy(replay.weights)
        if batch:
            replay.racer.apply_edits()
        problem.set_loss_batch(replay.racer.peek_batch() if batch else None)
        problem.set_running_stats(replay.problem.statistics)
        problem.statistics_of = f"of optimizer {racer + 1} at step {replay.racer.step}"
        if steady:
            problem.set_plane(problem.axes.shifted_to_contain(weights), problem.domain)
            problem.through = problem.axes.project(weights)[:2]
            return problem
        axes = problem.axes.parallel_through(weights)
        (left, right), (low, high) = problem.domain
        problem.set_plane(axes, centered((0.0, 0.0), ((right - left) / 2, (high - low) / 2)))
        problem.through = 0.0, 0.0
    return problem
