"""Plane builder: the plane that an experiment chooses for a problem with more than two weights."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.planes import PLANES, PlaneBasis, PlaneInputs, ProxyGuide
from ..core.domain import Domain, centered, fit_domain
from ..core.registry import chosen
from ..core.rng import PLANE, generator
from ..problems.build import build_without_plane
from ..problems.derivatives import Derivatives
from ..problems.problem import Problem
from ..spec.experiment import Experiment
from ..spec.keys import plane_guide
from .guide_path import record_path

KEPT_PLANES = 8

GuidePath = tuple[NDArray[np.float64], list[int], list[Tensor]]


@lru_cache(maxsize=KEPT_PLANES)
def build_plane(guiding: str) -> tuple[PlaneBasis, Domain, Sequence[Tensor]]:
    """Build a plane from the canonical text of ``guide_spec``. The last ``KEPT_PLANES`` are cached.

    Returns:
        The plane, its domain, and the running statistics at the end of the first guide path.
    """
    experiment = Experiment.model_validate_json(guiding)
    problem = build_without_plane(experiment)
    choice = chosen(experiment.plane)
    guides = _guide_paths(problem, experiment)
    paths = [path for path, _, _ in guides]
    if guides:
        problem.set_running_stats(guides[0][2])
    derivatives = Derivatives(problem)
    inputs = PlaneInputs(
        problem.initial,
        problem.shapes,
        paths,
        generator(experiment.seed, PLANE, getattr(choice.params, "draw", 0)),
        derivatives.gradient,
        derivatives.hessian,
        guides[0][1] if guides else (),
    )
    axes = PLANES.named(choice.name).build(choice.params, inputs)
    return axes, _domain(axes, paths), problem.statistics


def _guide_paths(problem: Problem, experiment: Experiment) -> list[GuidePath]:
    """Record the paths that the experiment's plane follows, each as ``record_path`` returns it.

    A ``RacerGuide`` gives one path for each racer that it chooses; a ``ProxyGuide`` gives one path, that of
    the first racer. Empty if the plane follows no path.
    """
    guide = plane_guide(experiment)
    if guide is None:
        return []
    if isinstance(guide, ProxyGuide):
        return [record_path(problem, experiment, through=guide.through)]
    racers = guide.of(len(experiment.racers))
    return [record_path(problem, experiment, index, guide.until, guide.through) for index in racers]


def _domain(axes: PlaneBasis, paths: list[NDArray[np.float64]]) -> Domain:
    """The plane's span around the origin, or the bounds of the paths with a margin."""
    if axes.span is not None:
        return centered((0.0, 0.0), axes.span)
    points = [axes.project(torch.from_numpy(point))[:2] for path in paths for point in path]
    return fit_domain([*points, (1.0, 0.0)] if axes.segment else points)
