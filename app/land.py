"""What of an experiment its landscape depends on."""

from engine.experiment import Experiment, NetworkProblem, Racer
from engine.optimizers import OPTIMIZERS
from engine.planes import PLANES


def bare(experiment: Experiment) -> Experiment:
    """The experiment without what its landscape does not depend on."""
    racer = Racer(label="", optimizer=OPTIMIZERS.choose("sgd"))
    kept: dict[str, object] = {"racers": [racer], "edits": [], "steps": 1}
    problem = experiment.problem
    if not isinstance(problem, NetworkProblem):
        kept |= {"problem": problem.model_copy(update={"noise": 0.0}), "seed": 0}
    elif experiment.plane is not None:
        plane = PLANES.named(experiment.plane.name)
        if plane.guide(experiment.plane.params) == "first_racer":
            first = experiment.racers[0].model_copy(update={"label": ""})
            kept = {"racers": [first], "edits": []}
    return experiment.model_copy(update=kept)
