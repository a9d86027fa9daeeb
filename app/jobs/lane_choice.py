"""Which experiments are too heavy for the lane where sliders wait."""

from engine.catalog.models import MODELS
from engine.spec.experiment import Experiment, NetworkSpec


def is_background(experiment: Experiment) -> bool:
    """Whether this trains a network of more than two weights."""
    problem = experiment.problem
    return isinstance(problem, NetworkSpec) and MODELS.named(problem.model.name).weights != 2
