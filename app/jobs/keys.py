"""What of an experiment its landscape depends on."""

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.planes import PLANES, RacerGuide
from engine.spec.experiment import Experiment, NetworkSpec, Racer


def landscape_spec(experiment: Experiment) -> Experiment:
    """The experiment without what its landscape does not depend on."""
    racer = Racer(label="", optimizer=OPTIMIZERS.choose("sgd"))
    kept: dict[str, object] = {"racers": [racer], "edits": [], "steps": 1}
    problem = experiment.problem
    if not isinstance(problem, NetworkSpec):
        kept |= {"problem": problem.model_copy(update={"noise": 0.0}), "seed": 0}
    elif experiment.plane is not None:
        guide = PLANES.named(experiment.plane.name).guide(experiment.plane.params)
        if isinstance(guide, RacerGuide):
            followed = guide.of(len(experiment.racers))
            others = [
                one.model_copy(update={"label": ""}) if index in followed else racer
                for index, one in enumerate(experiment.racers[: max(followed) + 1])
            ]
            kept = {"racers": others, "edits": []}
    return experiment.model_copy(update=kept)
