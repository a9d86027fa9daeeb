"""Step breakdown route: one step of a racer, term by term."""

from typing import final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses.step_breakdown import StepRequest, break_down
from engine.core.params import Params
from engine.spec.experiment import MAX_RACERS, MAX_STEPS, Experiment, canonical

from ...core.response_models import body, problems
from ...jobs.services import Services
from ..deprecated_paths import add_deprecated_path
from .racer_query import complete_with_racer, is_network, run_analysis
from .request_body import parse_body

EXAMPLE = {
    "experiment": {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
        "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
        "steps": 20,
    },
    "racer": 0,
    "step": 10,
}

MAX_TENSORS = 1000


@final
class StepBreakdownRequest(Params):
    """Step breakdown request: a step of a racer."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    step: int = Field(0, ge=0, le=MAX_STEPS, description="The point before the step.")
    tensor: int | None = Field(
        None,
        ge=0,
        lt=MAX_TENSORS,
        description="Index of a network's weight tensor; null takes the one that moves most.",
    )


@final
class StepTermResponse(BaseModel):
    """Step term: one equation of the update rule."""

    symbol: str = Field(description="Left-hand side, as LaTeX.", examples=["m"])
    title: str = Field(examples=["First moment"])
    sentence: str
    formula: str = Field(description="Right-hand side in symbols, as LaTeX.")
    numbers: list[str] = Field(description="Right-hand side with numbers, for each shown weight.")
    values: list[float | None] = Field(description="Value in the real optimizer, for each shown weight.")
    direction: int = Field(description="1 if the weights move along it, -1 if against it, else 0.")


@final
class StepBreakdownResponse(BaseModel):
    """Step breakdown response: the terms of a step in order; the values of the last are the next weights."""

    step: int = Field(
        description="The point before the step: the requested one, or the last that has a step."
    )
    tensors: list[str] = Field(description="Names of a network's weight tensors; empty on surfaces.")
    tensor: int
    weights: list[str] = Field(description="Names of the shown weights.", examples=[["x", "y"]])
    parts: list[StepTermResponse]


def step_breakdown_routes(services: Services) -> APIRouter:
    """``/step-breakdowns``, and its former path ``/films``."""
    routes = APIRouter(prefix="/api/v1", tags=["step breakdowns"])

    @routes.post(
        "/step-breakdowns",
        response_model=StepBreakdownResponse,
        responses={
            304: {"description": "Not modified: you have this version already."},
            **problems(400, 413, 415, 422, 503),
        },
        openapi_extra=body("StepBreakdownRequest", EXAMPLE),
        summary="Break down one step",
    )
    async def compute_step_breakdown(request: Request) -> Response:
        """One step of a racer, term by term: gradient, moments, bias correction, step.

        The numbers are recorded from the real optimizer as it takes the step.
        """
        query = await parse_body(request, StepBreakdownRequest)
        experiment = complete_with_racer(services, query.experiment, query.racer)
        text = canonical(experiment)
        job = StepRequest(text, query.racer, query.step, query.tensor)
        affinity = f"{text} {query.racer}"
        return await run_analysis(
            services, request, break_down, job, affinity=affinity, long=is_network(experiment)
        )

    add_deprecated_path(routes, "/films", "/step-breakdowns")
    return routes
