"""From a completed experiment to a network problem that lies on its plane."""

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from .domain import around, fit_domain
from .experiment import Experiment, Racer, canonical, chosen
from .experiment import NetworkProblem as NetworkSpec
from .guide import follow
from .network import NetworkProblem
from .optimizers import OPTIMIZERS
from .planes import PLANES, Axes, Scout
from .problem import Domain
from .streams import PLANE, stream

KEPT_PLANES = 8


def build_network(experiment: Experiment) -> NetworkProblem:
    """The problem of a completed experiment about a network, on its plane.

    A plane that follows a path is laid by rolling down that path first; the last few planes are kept.
    """
    assert isinstance(experiment.problem, NetworkSpec)
    problem = NetworkProblem(experiment.problem, experiment.seed)
    if problem.dim != 2:
        problem.see(*_laid(canonical(_guiding(experiment))))
    return problem


def _guiding(experiment: Experiment) -> Experiment:
    """As much of the experiment as its plane depends on."""
    choice = chosen(experiment.plane)
    guide = PLANES.named(choice.name).guide(choice.params)
    if guide == "first_racer":
        first = experiment.racers[0].model_copy(update={"label": None})
        return experiment.model_copy(update={"racers": [first], "edits": []})
    scout = guide if isinstance(guide, Scout) else Scout(steps=1, lr=0.01)
    racer = Racer(optimizer=OPTIMIZERS.choose("adam", lr=scout.lr))
    return experiment.model_copy(update={"racers": [racer], "steps": scout.steps, "edits": []})


@lru_cache(maxsize=KEPT_PLANES)
def _laid(guiding: str) -> tuple[Axes, Domain]:
    """The plane and what is drawn of it, from the canonical text of a guiding experiment."""
    experiment = Experiment.model_validate_json(guiding)
    assert isinstance(experiment.problem, NetworkSpec)
    problem = NetworkProblem(experiment.problem, experiment.seed)
    choice = chosen(experiment.plane)
    plane = PLANES.named(choice.name)
    path = follow(problem, experiment) if plane.guide(choice.params) else None
    generator = stream(experiment.seed, PLANE, getattr(choice.params, "draw", 0))
    axes = plane.lay(choice.params, problem.initial, problem.shapes, path, generator)
    return axes, _domain(axes, path)


def _domain(axes: Axes, path: NDArray[np.float64] | None) -> Domain:
    """Around the origin by the plane's span, or around the path with as much again on either side."""
    if axes.span is not None:
        return around((0.0, 0.0), axes.span)
    assert path is not None
    return fit_domain(axes.project(torch.from_numpy(point))[:2] for point in path)
