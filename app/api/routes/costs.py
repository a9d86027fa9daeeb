"""Costs route: times the racers on this server."""

from typing import final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses.step_timing import TimingRequest, time_racers
from engine.core.params import Params
from engine.spec.experiment import Experiment, canonical

from ...core.response_models import body, json_response, problems
from ...jobs.complete import complete_or_problem
from ...jobs.services import Services
from .request_body import parse_body

EXAMPLE = {
    "experiment": {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
        "racers": [
            {"optimizer": {"name": "sgd", "params": {"lr": 0.001}}},
            {"optimizer": {"name": "adam", "params": {"lr": 0.1}}},
        ],
        "steps": 200,
    },
}


@final
class CostsRequest(Params):
    """Costs request: the experiment whose racers are timed."""

    experiment: Experiment


@final
class Cost(BaseModel):
    """Cost of one racer: processor time per gradient evaluation."""

    seconds: float | None = Field(
        description="Processor time of a gradient evaluation, with its share of the step; null if the racer "
        "cannot take a step."
    )


@final
class CostsResponse(BaseModel):
    """Costs response: a measurement, which differs between servers and a little between calls."""

    racers: list[Cost]


def cost_routes(services: Services) -> APIRouter:
    """``/costs``."""
    routes = APIRouter(prefix="/api/v1", tags=["costs"])

    @routes.post(
        "/costs",
        response_model=CostsResponse,
        responses=problems(400, 413, 415, 422, 503),
        openapi_extra=body("CostsRequest", EXAMPLE),
        summary="Time the racers",
    )
    async def time_them(request: Request) -> Response:
        """Processor time of a gradient evaluation for each racer, measured on this server now.

        Multiplied by the number of `evaluations`, it is the time that a racer uses. It is not saved.
        """
        query = await parse_body(request, CostsRequest)
        experiment = complete_or_problem(query.experiment, services.settings, "/experiment")
        text = canonical(experiment)
        async with services.computing():
            facts = await services.workers.call_long(text, time_racers, TimingRequest(text))
        return json_response(facts, headers={"Cache-Control": "no-store"})

    return routes
