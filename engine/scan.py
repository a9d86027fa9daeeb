"""Landscapes by parts, from arguments that cross processes: text and numbers in, arrays out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
from numpy.typing import NDArray

from .domain import around
from .experiment import Experiment
from .guide import reach
from .landscape import Survey, scan_part, survey
from .network import NetworkProblem
from .problem import Domain, Problem
from .problems import build_problem

KEPT_PROBLEMS = 8


@final
@dataclass(frozen=True)
class Scan:
    """A landscape to be drawn.

    Attributes:
        experiment: a completed experiment as JSON; its racers matter only where its plane follows them.
        resolution: places a side.
        domain: what is drawn; None for the problem's own.
        at: (racer, step): the plane is moved so that it passes through that racer's weights there.
    """

    experiment: str
    resolution: int
    domain: Domain | None = None
    at: tuple[int, int] | None = None


def begin(scan: Scan) -> Survey:
    """What is known before any height is; lays the plane, which may mean to follow a path first."""
    return survey(_problem(scan.experiment, scan.at), scan.domain)


def part(scan: Scan, index: int) -> NDArray[np.float64]:
    """Heights of one of ``landscape.parts(scan.resolution)``. Idempotent, whichever process asks."""
    problem = _problem(scan.experiment, scan.at)
    return scan_part(problem, scan.domain or problem.domain, scan.resolution, index)


@lru_cache(maxsize=KEPT_PROBLEMS)
def _problem(text: str, at: tuple[int, int] | None) -> Problem:
    experiment = Experiment.model_validate_json(text)
    problem = build_problem(experiment)
    if at is not None and isinstance(problem, NetworkProblem) and problem.axes is not None:
        axes = problem.axes.through(reach(problem, experiment, *at))
        (left, right), (low, high) = problem.domain
        problem.see(axes, around((0.0, 0.0), ((right - left) / 2, (high - low) / 2)))
    return problem
