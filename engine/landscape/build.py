"""Builders: the problem and the race of a completed experiment."""

from ..catalog.surfaces import SURFACES
from ..core.formula import parse
from ..problems.analytic import AnalyticProblem
from ..problems.problem import Problem
from ..run.race import Race
from ..spec.experiment import Experiment, FormulaSpec, SurfaceSpec
from .plane_builder import build_network


def build_problem(experiment: Experiment) -> Problem:
    """Build the problem of a completed experiment; a network comes with its plane, which may need a run."""
    spec = experiment.problem
    if isinstance(spec, SurfaceSpec):
        return build_surface(spec, experiment.seed)
    if isinstance(spec, FormulaSpec):
        return build_formula(spec, experiment.seed)
    return build_network(experiment)


def build_race(experiment: Experiment) -> Race:
    """Build the race of a completed experiment, at its start."""
    return Race(experiment, build_problem(experiment))


def build_surface(spec: SurfaceSpec, seed: int) -> AnalyticProblem:
    """Build the problem of a surface of the catalog."""
    entry = SURFACES.named(spec.surface.name)
    return AnalyticProblem(
        entry.bind(spec.surface.params),
        spec.start or entry.start,
        domain=entry.domain,
        minima=entry.minima,
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
    return AnalyticProblem(function, spec.start, domain=spec.domain, noise=spec.noise, seed=seed)
