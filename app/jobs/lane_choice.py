"""Lane choice: in which lane an experiment is computed."""

from engine.spec.experiment import Experiment

from ..workers import Lane


def lane_of(experiment: Experiment) -> Lane:
    """The background lane for runs that would delay a slider, else the interactive one."""
    return Lane.BACKGROUND if experiment.problem.slow_runs else Lane.INTERACTIVE
