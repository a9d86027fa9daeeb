"""What the racers cost on this server, now."""

from typing import final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses.step_timing import Timing, time_racers
from engine.core.params import Params
from engine.spec.experiment import Experiment, canonical

from ...core.response_models import body, json_response, problems
from ...jobs.complete import completed
from ...jobs.services import Lab
from .request_body import body_of

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
    """Whose racers."""

    experiment: Experiment


@final
class Cost(BaseModel):
    """Of one racer."""

    seconds: float | None = Field(
        description="Processor time of a gradient and its share of a step; null where no step can be taken."
    )


@final
class CostsShape(BaseModel):
    """A measurement, not a result: it differs from server to server, and a little from call to call."""

    racers: list[Cost]


def cost_routes(lab: Lab) -> APIRouter:
    """``/costs``."""
    routes = APIRouter(prefix="/api/v1", tags=["costs"])

    @routes.post(
        "/costs",
        response_model=CostsShape,
        responses=problems(400, 413, 415, 422, 503),
        openapi_extra=body("CostsRequest", EXAMPLE),
        summary="Time the racers",
    )
    async def time_them(request: Request) -> Response:
        """Processor time of a gradient evaluation for each racer, measured on this server when it is asked.

        Times `evaluations`, it is the time that a racer has used. Nothing of it is kept.
        """
        asked = await body_of(request, CostsRequest)
        experiment = completed(asked.experiment, lab.settings, "/experiment")
        text = canonical(experiment)
        async with lab.computing():
            facts = await lab.workers.call_long(text, time_racers, Timing(text))
        return json_response(facts, headers={"Cache-Control": "no-store"})

    return routes
