"""Plane builder: the plane that an experiment chooses for a problem with more than two weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import final

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
from .guide_path import GuidePath, record_path

KEPT_PLANES = 8


@final
@dataclass(frozen=True)
class BuiltPlane:
    """Built plane: a plane with its domain, and the running statistics that its landscape is drawn with.

    Attributes:
        axes: the plane.
        domain: the region that is drawn by default.
        statistics: those of the weights at the origin.
        far: those of the weights at (1, 0), where the plane joins two sets of weights; else None.
        statistics_of: whose they are, as the end of a sentence.
    """

    axes: PlaneBasis
    domain: Domain
    statistics: Sequence[Tensor]
    far: Sequence[Tensor] | None
    statistics_of: str

    def place(self, problem: Problem) -> None:
        """Draw a problem on this plane from now on."""
        problem.set_plane(self.axes, self.domain)
        problem.set_running_stats(self.statistics, self.far)
        problem.statistics_of = self.statistics_of


@lru_cache(maxsize=KEPT_PLANES)
def build_plane(guiding: str) -> BuiltPlane:
    """Build a plane from the canonical text of ``guide_spec``. The last ``KEPT_PLANES`` are cached."""
    experiment = Experiment.model_validate_json(guiding)
    problem = build_without_plane(experiment)
    start = list(problem.statistics)
    choice = chosen(experiment.plane)
    guides = _guide_paths(problem, experiment)
    paths = [guide.weights for _, guide in guides]
    if guides:
        problem.set_running_stats(guides[0][1].statistics[-1])
    derivatives = Derivatives(problem)
    inputs = PlaneInputs(
        problem.initial,
        problem.shapes,
        paths,
        generator(experiment.seed, PLANE, getattr(choice.params, "draw", 0)),
        derivatives.gradient,
        derivatives.hessian,
        guides[0][1].steps if guides else (),
    )
    axes = PLANES.named(choice.name).build(choice.params, inputs)
    known = [("at the start", problem.initial, start), *_known_points(guides)]
    near, far = (_nearest(known, point) for point in (axes.origin, axes.origin + axes.directions[0]))
    if axes.segment:
        words = f"interpolated between those {near[0]} and {far[0]}"
        return BuiltPlane(axes, _domain(axes, paths), near[2], far[2], words)
    return BuiltPlane(axes, _domain(axes, paths), near[2], None, near[0])


Known = tuple[str, NDArray[np.float64], Sequence[Tensor]]
"""A point of weight space: whose it is, its weights, and its running statistics."""


def _known_points(guides: list[tuple[str, GuidePath]]) -> list[Known]:
    """All recorded points of the paths."""
    return [
        (f"of {name} at step {step}", weights, statistics)
        for name, guide in guides
        for step, weights, statistics in zip(guide.steps, guide.weights, guide.statistics, strict=True)
    ]


def _nearest(known: list[Known], point: Tensor) -> Known:
    """The known point with these weights; the start comes first where several have them."""
    weights = point.numpy()
    return min(known, key=lambda one: float(np.square(one[1] - weights).sum()))


def _guide_paths(problem: Problem, experiment: Experiment) -> list[tuple[str, GuidePath]]:
    """Record the paths that the experiment's plane follows, each with whose it is.

    A ``RacerGuide`` gives one path for each racer that it chooses; a ``ProxyGuide`` gives one path, that of
    the first racer. Empty if the plane follows no path.
    """
    guide = plane_guide(experiment)
    if guide is None:
        return []
    if isinstance(guide, ProxyGuide):
        return [("the scout", record_path(problem, experiment, through=guide.through))]
    racers = guide.of(len(experiment.racers))
    return [
        (f"optimizer {index + 1}", record_path(problem, experiment, index, guide.until, guide.through))
        for index in racers
    ]


def _domain(axes: PlaneBasis, paths: list[NDArray[np.float64]]) -> Domain:
    """The plane's span around the origin, or the bounds of the paths with a margin."""
    if axes.span is not None:
        return centered((0.0, 0.0), axes.span)
    points = [axes.project(torch.from_numpy(point))[:2] for path in paths for point in path]
    return fit_domain([*points, (1.0, 0.0)] if axes.segment else points)
