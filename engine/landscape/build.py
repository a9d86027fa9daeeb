"""Builders: from a completed experiment to its problem and its race."""

from ..catalog.surfaces import SURFACES
from ..core.formula import parse
from ..problems.analytic import AnalyticProblem
from ..problems.problem import Problem
from ..run.race import Race
from ..spec.experiment import Experiment, FormulaSpec, SurfaceSpec
from .plane_builder import build_network


def build_problem(experiment: Experiment) -> Problem:
    """The problem of a completed experiment."""
    spec = experiment.problem
    if isinstance(spec, SurfaceSpec):
        return build_surface(spec, experiment.seed)
    if isinstance(spec, FormulaSpec):
        return build_formula(spec, experiment.seed)
    return build_network(experiment)


def build_race(experiment: Experiment) -> Race:
    """The race of a completed experiment, at its start."""
    return Race(experiment, build_problem(experiment))


def build_surface(spec: SurfaceSpec, seed: int) -> AnalyticProblem:
    """A surface of the catalog."""
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
    """A surface that a person typed; raises ``FormulaError`` where it cannot be read."""
    assert spec.start is not None, "only completed experiments are run"
    function = parse(spec.expression).evaluate
    return AnalyticProblem(function, spec.start, domain=spec.domain, noise=spec.noise, seed=seed)
