"""Problem builders: the runtime problem of each kind of problem, without its plane."""

from collections.abc import Callable
from typing import Any

from ..catalog.surfaces import SURFACES
from ..core.formula import parse
from ..spec.experiment import Experiment
from ..spec.problems import FormulaSpec, SurfaceSpec
from .analytic import AnalyticProblem
from .network import NetworkProblem
from .problem import Problem


def build_surface(spec: SurfaceSpec, seed: int) -> AnalyticProblem:
    """Build the problem of a surface of the catalog."""
    entry = SURFACES.named(spec.surface.name)
    return AnalyticProblem(
        entry.bind(spec.surface.params),
        spec.start or entry.start,
        domain=entry.domain,
        minima=entry.minima,
        lowest_everywhere=entry.lowest_everywhere,
        log_scale=entry.log_scale,
        noise=spec.noise,
        seed=seed,
    )


def build_formula(spec: FormulaSpec, seed: int) -> AnalyticProblem:
    """Build the problem of a typed formula.

    Raises:
        FormulaError: if the formula cannot be parsed.
        ValueError: if it has no start, as in an experiment that is not completed.
    """
    if spec.start is None:
        raise ValueError("Only completed experiments have a problem: this formula has no start.")
    function = parse(spec.expression).evaluate
    return AnalyticProblem(
        function, spec.start, domain=spec.domain, keeps_domain=True, noise=spec.noise, seed=seed
    )


BUILDERS: dict[str, Callable[[Any, int], Problem]] = {
    "surface": build_surface,
    "formula": build_formula,
    "network": NetworkProblem,
}
"""For each kind: its completed spec and the experiment's seed -> the problem."""


def build_without_plane(experiment: Experiment) -> Problem:
    """Build the problem of a completed experiment. With more than two weights it cannot be drawn yet."""
    return BUILDERS[experiment.problem.kind](experiment.problem, experiment.seed)
