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
    step: int = Field(0, ge=0, le=MAX_STEPS, description="The step whose settings of the racer are used.")
    place: Coordinates | None = Field(
        None, description="The point [x, y]; null takes the racer's position at this step."
    )


@final
class Direction(BaseModel):
    """Principal direction: an eigenvector of the Hessian in the plane, with its curvature."""

    curvature: float = Field(description="Eigenvalue of the Hessian.")
    vector: list[float] = Field(description="Unit eigenvector.")
    regime: str | None = Field(
        description="How SGD moves along it: straight, zigzag, over_damped, critically_damped, under_damped "
        "or divergent. Null for other optimizers, and where the curvature is not positive."
    )
    rate: float | None = Field(
        description="Factor by which one step of SGD multiplies the distance; null like `regime`."
    )


@final
class WeightDirection(BaseModel):
    """Weight direction: an eigenvector of the Hessian over all weights, with its curvature."""

    curvature: float
    share: float = Field(description="Share of the eigenvector that lies in the plane, from 0 to 1.")
    regime: str | None
    rate: float | None


@final
class Space(BaseModel):
    """Curvature over all weights of a network, not only in the plane."""

    weights: int
    slope: float = Field(description="Length of the gradient.")
    directions: list[WeightDirection] = Field(
        description="The two with the largest curvature, then the one with the lowest."
    )


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
    at_rest: bool = Field(
        description="Whether the stationary point of the quadratic fit is close to this point."
    )
    sentence: str
    stationary: list[float] | None = Field(
        description="Stationary point of the quadratic fit; null if there is none."
    )
    lr: float
    directions: list[Direction] = Field(description="Principal directions, largest curvature first.")
    limit: float | None = Field(
        description="Learning rate above which the optimizer diverges here; null if no rule is known."
    )
    space: Space | None = Field(
        description="Curvature over all weights of a network with more than two. Its gradient, Hessian and "
        "directions above are those of the loss in the plane."
    )
    noise: dict[str, Any] | None = Field(
        description="For SGD with gradient noise near a minimum: half axes of the ellipse that contains a "
        "`share` of the points; else null."
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

        The derivatives are exact. For a network with more than two weights, they are those in the plane;
        `space` has extreme eigenvalues over all weights, the largest first and the lowest last.
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
