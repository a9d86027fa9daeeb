"""Quantities route: measures a network at one point of a racer's path."""

import hashlib
from typing import Annotated, Any, final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine import __version__
from engine.analyses.measure import MeasureRequest, measure
from engine.analyses.quantities import QUANTITIES
from engine.core.params import Params
from engine.core.validation_errors import FieldError
from engine.spec.experiment import MAX_RACERS, MAX_STEPS, Experiment, NetworkSpec, canonical

from ...core.problem_details import ProblemError
from ...core.response_models import body, json_response, problems
from ...http.caching import IMMUTABLE, is_not_modified, respond
from ...jobs.complete import complete_or_problem
from ...jobs.services import Services
from .request_body import parse_body

EXAMPLE = {
    "experiment": {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [8]}},
            "dataset": {"name": "moons", "params": {}},
        },
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
        "steps": 20,
    },
    "racer": 0,
    "step": 10,
    "quantities": ["layer_gradients", "sharpness"],
}


@final
class QuantitiesRequest(Params):
    """Quantities request: a racer, a step, and the quantities to measure."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    step: int = Field(0, ge=0, le=MAX_STEPS)
    quantities: Annotated[list[str], Field(min_length=1, max_length=len(QUANTITIES))]


@final
class QuantitiesResponse(BaseModel):
    """Quantities response: the measured facts."""

    step: int = Field(description="The requested step, or the racer's last one if it ended before.")
    quantities: dict[str, dict[str, Any]] = Field(
        description="Facts by the name of the quantity; `lacks` says why this network does not have it."
    )


def quantity_routes(services: Services) -> APIRouter:
    """``/quantities``."""
    routes = APIRouter(prefix="/api/v1", tags=["quantities"])

    @routes.post(
        "/quantities",
        response_model=QuantitiesResponse,
        responses={
            304: {"description": "Not modified: you have this version already."},
            **problems(400, 413, 415, 422, 503),
        },
        openapi_extra=body("QuantitiesRequest", EXAMPLE),
        summary="Measure a network",
    )
    async def compute_quantities(request: Request) -> Response:
        """Decision boundary, gradient by layer, sharpness... of a network at one point of a racer's path.

        On the whole training set. The measurement does not slow down a run that streams.
        """
        job = _measurement(services, await parse_body(request, QuantitiesRequest))
        etag = hashlib.sha256(f"{job!r} {__version__}".encode()).hexdigest()[:24]
        if is_not_modified(request, etag):
            return respond(request, b"", "application/json", etag=etag, cache=IMMUTABLE, headers={})
        async with services.computing():
            key = hashlib.sha256(f"{job.experiment} {job.racer}".encode()).hexdigest()
            facts = await services.workers.call_long(key, measure, job)
        content = bytes(json_response(facts).body)
        return respond(request, content, "application/json", etag=etag, cache=IMMUTABLE, headers={})

    return routes


def _measurement(services: Services, query: QuantitiesRequest) -> MeasureRequest:
    experiment = complete_or_problem(query.experiment, services.settings, "/experiment")
    if not isinstance(experiment.problem, NetworkSpec):
        detail = "Only networks have these quantities. Choose a problem of the kind 'network'."
        raise ProblemError(422, detail, [FieldError("/experiment/problem/kind", detail)])
    if query.racer >= len(experiment.racers):
        detail = f"There is no racer {query.racer}: the experiment has {len(experiment.racers)}."
        raise ProblemError(422, detail, [FieldError("/racer", detail)])
    for place, name in enumerate(query.quantities):
        if name not in QUANTITIES.names:
            detail = f"There is no quantity {name!r}. Known: {', '.join(QUANTITIES.names)}."
            raise ProblemError(422, detail, [FieldError(f"/quantities/{place}", detail)])
    names = tuple(name for name in QUANTITIES.names if name in query.quantities)
    return MeasureRequest(canonical(experiment), query.racer, query.step, names)
