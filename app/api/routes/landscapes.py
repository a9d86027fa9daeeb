"""Landscape route: computes the loss on a grid."""

from typing import Annotated, Any, Self, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.planes import PLANES
from engine.core.params import Params
from engine.core.penalty import Penalty
from engine.core.validation_errors import FieldError
from engine.landscape.grid import Landscape as Land
from engine.landscape.grid_request import Framed
from engine.spec.experiment import MAX_EDITS, MAX_RACERS, MAX_STEPS, Edit, Experiment, Problem, Racer

from ...core.problem_details import ProblemError
from ...core.response_models import PlaneFacts, body, files, problems
from ...core.settings import Settings
from ...http.content_negotiation import Format, negotiate
from ...http.trajectory_formats import encode_landscape
from ...jobs.landscape_job import LandscapeJob
from ...jobs.services import Services
from .cached_response import cached_response
from .request_body import parse_body

EXAMPLE = {
    "problem": {"kind": "surface", "surface": {"name": "himmelblau", "params": {}}},
    "resolution": 21,
    "domain": [[-5, 5], [-5, 5]],
}

Form = Annotated[
    str | None,
    Query(
        alias="format", description="Format of the response: json, csv or npz. Overrides the Accept header."
    ),
]


@final
class At(Params):
    """Point in weight space: the weights of a racer at a step."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    step: int = Field(0, ge=0, le=MAX_STEPS)


@final
class LandscapeRequest(Framed):
    """Landscape request: the problem, the plane, the resolution and the domain."""

    problem: Problem | None = Field(
        None,
        description="The problem; by default that of the experiment under `at`.",
    )
    plane: PLANES.choice | None = None  # type: ignore[name-defined]
    seed: int = Field(0, ge=0, lt=2**32)
    resolution: int = Field(
        101, ge=2, le=1024, description="Number of points along each side; see the limits."
    )
    racers: list[Racer] | None = Field(
        None,
        min_length=1,
        max_length=MAX_RACERS,
        description="Racers whose paths the plane follows, for planes that follow paths.",
    )
    steps: int = Field(500, ge=1, le=MAX_STEPS, description="Number of steps of these paths.")
    edits: list[Edit] = Field(
        default_factory=list, max_length=MAX_EDITS, description="Their live changes, as in an experiment."
    )
    at: At | None = Field(
        None,
        description="The parallel plane through these weights. Coordinates stay as they are in the "
        "trajectory; `plane.through` has the place of these weights.",
    )
    penalty: Penalty | None = Field(None, description="What is added for the size of the weights.")

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if self.problem is None and self.at is None:
            raise ValueError("Give a problem, or an experiment under at, whose problem it then is.")
        return self

    def experiment(self) -> Experiment:
        """The experiment of the landscape, not completed."""
        if self.at is not None:
            own = {"problem": self.problem, "plane": self.plane}
            return self.at.experiment.model_copy(update={k: v for k, v in own.items() if v is not None})
        assert self.problem is not None
        racers = self.racers or [Racer(optimizer=OPTIMIZERS.choose("adam"))]
        return Experiment(
            problem=self.problem,
            plane=self.plane,
            seed=self.seed,
            racers=racers,
            steps=self.steps,
            edits=self.edits,
        )


@final
class LandscapeResponse(BaseModel):
    """Landscape response: the loss on a grid."""

    x: list[float]
    y: list[float]
    z: list[list[float | None]] = Field(description="z[i][j] is at (x[j], y[i]); null where not finite.")
    log_scale: bool = Field(description="Whether heights are best shown by their logarithm.")
    domain: list[list[float]]
    minima: list[list[float]] = Field(description="Known minima inside the domain: [x, y, value].")
    exact: bool = Field(description="Whether this is the whole weight space, not a plane through it.")
    missing: int = Field(description="Number of points whose loss is not finite.")
    plane: PlaneFacts | None = Field(
        description="Facts about the plane, such as its explained variance; null if `exact`."
    )


def landscape_routes(services: Services) -> APIRouter:
    """``/landscapes``."""
    routes = APIRouter(prefix="/api/v1", tags=["landscapes"])

    @routes.post(
        "/landscapes",
        response_model=LandscapeResponse,
        responses=files() | problems(400, 406, 413, 415, 422, 503),
        openapi_extra=body("LandscapeRequest", EXAMPLE),
        summary="Compute the loss on a grid",
    )
    async def compute_landscape(request: Request, form: Form = None) -> Response:
        """The loss over a surface's domain, or over a plane through the weight space of a network."""
        response_format = negotiate(form, request.headers.get("accept"))
        return await landscape_answer(
            services, request, await parse_body(request, LandscapeRequest), response_format
        )

    return routes


async def landscape_answer(
    services: Services, request: Request, requested: LandscapeRequest, form: Format
) -> Response:
    """Respond with a landscape in a format; raises ``ProblemError``."""
    job = await _landscape_job(services, request, requested)
    return await cached_response(
        request, form, f"landscape-{job.id[:8]}", job.id, lambda: _computed(services, request, job, form)
    )


async def _landscape_job(services: Services, request: Request, requested: LandscapeRequest) -> LandscapeJob:
    _check_resolution(requested.resolution, services.settings)
    prefix = "" if requested.at is None else "/at/experiment"
    experiment = await services.complete(requested.experiment(), prefix, request)
    at = None
    if requested.at is not None:
        at = requested.at.racer, requested.at.step
        if requested.at.racer >= len(experiment.racers):
            detail = f"There is no racer {requested.at.racer}: the experiment has {len(experiment.racers)}."
            raise ProblemError(422, detail, [FieldError("/at/racer", detail)])
    steady = at is not None
    return services.landscape_job(
        experiment,
        requested.resolution,
        requested.domain,
        at,
        steady,
        penalty=requested.penalty,
        aspect=requested.aspect,
    )


def _check_resolution(resolution: int, settings: Settings) -> None:
    if resolution > settings.resolution:
        detail = f"The resolution is at most {settings.resolution}. Ask for a coarser grid."
        raise ProblemError(422, detail, [FieldError("/resolution", detail)])


async def _computed(services: Services, request: Request, job: LandscapeJob, form: Format) -> bytes:
    async with services.computing(request):
        land = await job.complete()
        return await run_in_threadpool(encode_landscape, form, land.x, land.y, land.z, _about(land))


def _about(land: Land) -> dict[str, Any]:
    info = land.info
    return {
        "log_scale": land.log_scale,
        "domain": info.domain,
        "minima": info.minima,
        "exact": info.exact,
        "missing": land.missing,
        "plane": info.plane,
    }
