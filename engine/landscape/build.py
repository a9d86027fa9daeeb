"""Builders: the problem and the race of a completed experiment."""

from ..problems.build import build_without_plane
from ..problems.problem import Problem
from ..run.race import Race
from ..spec.experiment import Experiment, canonical
from ..spec.keys import guide_spec
from .plane_builder import build_plane


def build_problem(experiment: Experiment) -> Problem:
    """Build the problem of a completed experiment, with its plane if it has more than two weights.

    A plane that follows a racer's path needs that path first.
    """
    problem = build_without_plane(experiment)
    if problem.dim != 2:
        build_plane(canonical(guide_spec(experiment))).place(problem)
    return problem


def build_race(experiment: Experiment) -> Race:
    """Build the race of a completed experiment, at its start."""
    return Race(experiment, build_problem(experiment))
