"""Lane choice: which experiments are computed in the background lane."""

from engine.catalog.models import MODELS
from engine.spec.experiment import Experiment, NetworkSpec


def is_background(experiment: Experiment) -> bool:
    """Whether a run is too slow for the interactive lane: it trains a network of more than two weights."""
    problem = experiment.problem
    return isinstance(problem, NetworkSpec) and MODELS.named(problem.model.name).weights != 2
