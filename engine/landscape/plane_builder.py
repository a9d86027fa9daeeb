"""From a completed experiment to a network problem that lies on its plane."""

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.planes import PLANES, PlaneBasis, PlaneInputs, ProxyGuide
from ..core.domain import Domain, centered, fit_domain
from ..core.rng import PLANE, generator
from ..problems.derivatives import Derivatives
from ..problems.network import NetworkProblem
from ..spec.experiment import Experiment, NetworkSpec, canonical, chosen
from ..spec.keys import guide_spec, plane_guide
from .guide_path import record_path

KEPT_PLANES = 8

GuidePath = tuple[NDArray[np.float64], list[int], list[Tensor]]


def build_network(experiment: Experiment) -> NetworkProblem:
    """The problem of a completed experiment about a network, on its plane.

    A plane that follows a path is laid by rolling down that path first; the last few planes are kept.
    """
    assert isinstance(experiment.problem, NetworkSpec)
    problem = NetworkProblem(experiment.problem, experiment.seed)
    if problem.dim != 2:
        axes, domain, statistics = _build_plane(canonical(guide_spec(experiment)))
        problem.set_plane(axes, domain)
        problem.set_running_stats(statistics)
    return problem


@lru_cache(maxsize=KEPT_PLANES)
def _build_plane(guiding: str) -> tuple[PlaneBasis, Domain, list[Tensor]]:
    """The plane, what is drawn of it, and by which running statistics: those where the guide's path ends.

    All from the canonical text of a guiding experiment.
    """
    experiment = Experiment.model_validate_json(guiding)
    assert isinstance(experiment.problem, NetworkSpec)
    problem = NetworkProblem(experiment.problem, experiment.seed)
    choice = chosen(experiment.plane)
    ways = _guide_paths(problem, experiment)
    paths = [path for path, _, _ in ways]
    if ways:
        problem.set_running_stats(ways[0][2])
    derivatives = Derivatives(problem)
    ground = PlaneInputs(
        problem.initial,
        problem.shapes,
        paths,
        generator(experiment.seed, PLANE, getattr(choice.params, "draw", 0)),
        derivatives.gradient,
        derivatives.hessian,
        ways[0][1] if ways else (),
    )
    axes = PLANES.named(choice.name).build(choice.params, ground)
    return axes, _domain(axes, paths), problem.statistics


def _guide_paths(problem: NetworkProblem, experiment: Experiment) -> list[GuidePath]:
    """Of the plane's guide, one path a racer, with the steps of its points and the statistics at its end."""
    guide = plane_guide(experiment)
    if guide is None:
        return []
    if isinstance(guide, ProxyGuide):
        return [record_path(problem, experiment, through=guide.through)]
    racers = guide.of(len(experiment.racers))
    return [record_path(problem, experiment, index, guide.until, guide.through) for index in racers]


def _domain(axes: PlaneBasis, paths: list[NDArray[np.float64]]) -> Domain:
    """Around the origin by the plane's span, or around the paths with as much again on either side."""
    if axes.span is not None:
        return centered((0.0, 0.0), axes.span)
    points = [axes.project(torch.from_numpy(point))[:2] for path in paths for point in path]
    return fit_domain([*points, (1.0, 0.0)] if axes.segment else points)
