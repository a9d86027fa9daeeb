"""A request for a map, without what the map does not depend on."""

from .map import mapped_experiment
from .request import MapRequest


def normalize_request(request: MapRequest) -> MapRequest:
    """The same map asked for in a normal form: all who mean it ask for it in the same words.

    The experiment is completed. The racer keeps its index, so that a refusal still points to it; those
    beside it become like it. A map of basins has starts of its own.

    Raises:
        InvalidSpec: where the experiment cannot be mapped.
    """
    experiment = mapped_experiment(request)
    racer = experiment.racers[request.racer]
    kept = {
        "racers": [racer.model_copy(update={"label": f"Ball {k}"}) for k in range(request.racer + 1)],
        "edits": [edit for edit in experiment.edits if edit.racer == request.racer],
    }
    if request.kind == "basins":
        kept["problem"] = experiment.problem.model_copy(update={"start": (0.0, 0.0)})
    if getattr(experiment.problem, "noise", 0.0) == 0.0:
        kept["seed"] = 0
    return request.model_copy(update={"experiment": experiment.model_copy(update=kept)})
