"""Curvature route: gradient, Hessian and its eigenvalues at a point."""

from typing import Annotated, Any, final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses import local_curvature
from engine.core.params import Params
from engine.spec.experiment import MAX_RACERS, MAX_STEPS, Experiment, canonical

from ...core.response_models import body, problems
from ...jobs.services import Services
from .racer_query import complete_with_racer, is_network, run_analysis
from .request_body import parse_body

EXAMPLE = {
    "experiment": {
        "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.001, "momentum": 0.9}}}],
        "steps": 20,
    },
    "racer": 0,
    "step": 10,
    "place": [0.5, 0.5],
}

Coordinates = Annotated[list[float], Field(min_length=2, max_length=2)]


@final
class CurvatureRequest(Params):
    """Curvature request: a point, and the racer whose settings are used."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    step: int = Field(0, ge=0, le=MAX_STEPS, description="The racer's settings at this step are used.")
    place: Coordinates | None = Field(
        None, description="x and y; null takes the racer's position at this step."
    )


@final
class Direction(BaseModel):
    """A principal direction."""

    curvature: float = Field(description="Eigenvalue of the Hessian.")
    vector: list[float] = Field(description="Unit eigenvector.")
    regime: str | None = Field(
        description="Of SGD: straight, zigzag, over_damped, critically_damped, under_damped or divergent."
    )
    rate: float | None = Field(description="Of SGD: the factor by which the distance shrinks in one step.")


@final
class WeightDirection(BaseModel):
    """An eigenvector of the whole Hessian."""

    curvature: float
    share: float = Field(description="How much of it lies in the plane, from 0 to 1.")
    regime: str | None
    rate: float | None


@final
class Space(BaseModel):
    """All weights of a network together."""

    weights: int
    slope: float = Field(description="Length of the gradient.")
    directions: list[WeightDirection] = Field(description="The steepest two, then the lowest.")


@final
class CurvatureResponse(BaseModel):
    """Curvature response: the loss around a point, to second order."""

    step: int
    x: float
    y: float
    loss: float
    gradient: list[float]
    hessian: list[list[float]]
    kind: str = Field(
        description="minimum, maximum, saddle, valley, ridge or flat, by the curvatures' signs."
    )
    at_rest: bool = Field(description="Whether the flat place of the quadratic that fits here is next to it.")
    sentence: str
    stationary: list[float] | None = Field(description="Flat place of the quadratic that fits here.")
    lr: float
    directions: list[Direction] = Field(description="The steepest first.")
    limit: float | None = Field(description="Of SGD: the learning rate above which it is thrown out.")
    space: Space | None = Field(
        description="Of a network of more than two weights, whose gradient, Hessian and directions above are "
        "those of the loss on the plane alone."
    )
    noise: dict[str, Any] | None = Field(
        description="Of SGD with gradient noise in a bowl: half axes of the ellipse that holds `share`."
    )


def curvature_routes(services: Services) -> APIRouter:
    """``/curvature``."""
    routes = APIRouter(prefix="/api/v1", tags=["curvature"])

    @routes.post(
        "/curvature",
        response_model=CurvatureResponse,
        responses={
            304: {"description": "Not modified: you have this version already."},
            **problems(400, 413, 415, 422, 503),
        },
        openapi_extra=body("CurvatureRequest", EXAMPLE),
        summary="Compute the curvature at a point",
    )
    async def compute_curvature(request: Request) -> Response:
        """Gradient, Hessian with its eigenvalues and directions, and what they mean for a racer's settings.

        Exact derivatives. Of a network with more than two weights: in the plane, and over all weights the
        largest two eigenvalues and the lowest.
        """
        query = await parse_body(request, CurvatureRequest)
        experiment = complete_with_racer(services, query.experiment, query.racer)
        text = canonical(experiment)
        place = None if query.place is None else (query.place[0], query.place[1])
        job = local_curvature.CurvatureRequest(text, query.racer, query.step, place)
        affinity = f"{text} {query.racer}"
        return await run_analysis(
            services,
            request,
            local_curvature.local_curvature,
            job,
            affinity=affinity,
            long=is_network(experiment),
        )

    return routes
