"""Which experiments are too heavy for the lane where sliders wait."""

from engine.experiment import Experiment, NetworkProblem
from engine.models import MODELS


def is_heavy(experiment: Experiment) -> bool:
    """Whether this trains a network of more than two weights."""
    problem = experiment.problem
    return isinstance(problem, NetworkProblem) and MODELS.named(problem.model.name).weights != 2
