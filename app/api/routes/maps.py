"""Map route: many runs at once, for basins of attraction or for two parameters."""

from typing import Annotated, Literal, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.batched import MapRequest

from ...core.response_models import MapTheory, body, files, problems
from ...http.content_negotiation import Format, negotiate
from ...http.map_formats import encode_map
from ...jobs.map_job import MapJob
from ...jobs.services import Services
from .cached_response import cached_response
from .request_body import parse_body

EXAMPLE = {
    "experiment": {
        "problem": {"kind": "surface", "surface": {"name": "himmelblau", "params": {}}},
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.003, "momentum": 0.9}}}],
        "steps": 200,
    },
    "kind": "basins",
    "axes": [{"parameter": "x", "low": -5, "high": 5}, {"parameter": "y", "low": -5, "high": 5}],
    "resolution": 21,
}

Form = Annotated[
    str | None,
    Query(
        alias="format", description="Format of the response: json, csv or npz. Overrides the Accept header."
    ),
]
Rows = list[list[float | None]]


@final
class MapAxis(BaseModel):
    """Map axis: the parameter that varies along one side of the map, and its scale."""

    parameter: str = Field(examples=["lr"])
    scale: Literal["linear", "log", "one_minus_log"]


@final
class MapCells(BaseModel):
    """Map cells: columns whose element [i][j] belongs to ``y[i]`` and ``x[j]``."""

    minimum: list[list[int]] = Field(
        description="Index into `minima` of the minimum where the ball ends; -1: at none, -2: it diverged."
    )
    steps: list[list[int]] = Field(
        description="Step since which the ball has been there; -1: it is at no minimum."
    )
    loss: Rows = Field(description="Loss at the last finite point.")
    rate: Rows | None = Field(
        None, description="Map of hyperparameters: factor by which one step multiplies the distance."
    )
    failed: list[list[int]] | None = Field(
        None, description="Map of hyperparameters: 1 where the ball diverged or ends higher than it began."
    )
    theory_rate: Rows | None = Field(None, description="SGD on a quadratic: the rate from theory.")
    regime: list[list[int]] | None = Field(
        None, description="SGD on a quadratic: index into `theory.regimes`."
    )


@final
class MapResponse(BaseModel):
    """Map response: the result of many runs on a grid of two parameters."""

    id: str
    kind: Literal["basins", "hyperparameters"]
    racer: int
    axes: list[MapAxis] = Field(description="The axis of `x`, then the axis of `y`.")
    x: list[float] = Field(description="Values along the horizontal axis.")
    y: list[float] = Field(description="Values along the vertical axis.")
    minima: list[list[float]] = Field(
        description="Minima as [x, y, value]: first those from the literature, then those found here."
    )
    theory: MapTheory | None = Field(
        description="SGD on a quadratic: curvatures, the optimum, and curves to draw over the map; else null."
    )
    cells: MapCells


def map_routes(services: Services) -> APIRouter:
    """``/maps``."""
    routes = APIRouter(prefix="/api/v1", tags=["maps"])

    @routes.post(
        "/maps",
        response_model=MapResponse,
        responses=files() | problems(400, 406, 413, 415, 422, 503),
        openapi_extra=body("MapRequest", EXAMPLE),
        summary="Roll many balls at once",
    )
    async def compute_map(request: Request, form: Form = None) -> Response:
        """The end of a run from every start on a grid, or from one start for every pair of two parameters.

        Every cell is one run, equal bit for bit to that of `/trajectories`. Only for surfaces and formulas.
        """
        response_format = negotiate(form, request.headers.get("accept"))
        asked = await parse_body(request, MapRequest)
        experiment = await services.prepare(asked.experiment, "/experiment", request)
        job = services.map_job(asked.model_copy(update={"experiment": experiment}))
        name = f"map-{job.id[:8]}"
        return await cached_response(
            request, response_format, name, job.id, lambda: _computed(services, request, job, response_format)
        )

    return routes


async def _computed(services: Services, request: Request, job: MapJob, form: Format) -> bytes:
    async with services.computing(request):
        parts = await job.complete()
        about = {"id": job.id, "kind": job.request.kind, "racer": job.request.racer}
        return await run_in_threadpool(encode_map, form, parts, about)
