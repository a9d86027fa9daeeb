"""Normal form of a map request: equal maps have equal requests."""

from ..spec.keys import map_spec
from .map import mapped_experiment
from .request import MapRequest


def normalize_request(request: MapRequest) -> MapRequest:
    """Complete the experiment of a map request and remove what the map does not depend on.

    Raises:
        InvalidSpec: if the experiment cannot be mapped, with the JSON pointer of the field.
    """
    experiment = mapped_experiment(request)
    spec = map_spec(experiment, request.racer, own_starts=request.kind == "basins")
    return request.model_copy(update={"experiment": spec})
