"""Map route: many runs at once, for basins of attraction or for two parameters."""

from typing import Annotated, Any, Literal, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.batched import MapRequest

from ...core.response_models import body, files, problems
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
    str | None, Query(alias="format", description="json, csv or npz; goes before the Accept header.")
]
Rows = list[list[float | None]]


@final
class MapAxis(BaseModel):
    """One side of the map."""

    parameter: str = Field(examples=["lr"])
    scale: Literal["linear", "log", "one_minus_log"]


@final
class MapCells(BaseModel):
    """Columns over the cells: [i][j] belongs to the i-th value up and the j-th across."""

    minimum: list[list[int]] = Field(
        description="Index into `minima` of the one near which the ball ends; -1: none, -2: it diverged."
    )
    steps: list[list[int]] = Field(description="The point since which it has been there; -1: it is not.")
    loss: Rows = Field(description="At the last finite point.")
    rate: Rows | None = Field(
        None, description="Of hyperparameters: the factor by which the distance shrinks in one step."
    )
    failed: list[list[int]] | None = Field(
        None, description="Of hyperparameters: 1 where the ball diverged or ends higher than it began."
    )
    theory_rate: Rows | None = Field(None, description="On a quadratic under SGD: the rate from theory.")
    regime: list[list[int]] | None = Field(None, description="There, too: index into `theory.regimes`.")


@final
class MapResponse(BaseModel):
    """A map."""

    id: str
    kind: Literal["basins", "hyperparameters"]
    racer: int
    axes: list[MapAxis] = Field(description="Across, and up.")
    x: list[float] = Field(description="Values across.")
    y: list[float] = Field(description="Values up.")
    minima: list[list[float]] = Field(description="[x, y, value]; the known ones first, then found ones.")
    theory: dict[str, Any] | None = Field(
        description="Of a quadratic under SGD: curvatures, the optimum, and curves to draw over the map."
    )
    cells: MapCells


def map_routes(services: Services) -> APIRouter:
    """``/maps``."""
    routes = APIRouter(prefix="/api/v1", tags=["maps"])

    @routes.post(
        "/maps",
        response_model=MapResponse,
        responses=files(304) | problems(400, 406, 413, 415, 422, 503),
        openapi_extra=body("MapRequest", EXAMPLE),
        summary="Roll many balls at once",
    )
    async def compute_map(request: Request, form: Form = None) -> Response:
        """The end of a run from every start on a grid, or from one start for every pair of two parameters.

        Every cell is one ball, bit for bit what `/trajectories` would give. On surfaces and formulas.
        """
        response_format = negotiate(form, request.headers.get("accept"))
        job = services.map_job(await parse_body(request, MapRequest))
        name = f"map-{job.id[:8]}"
        return await cached_response(
            request, response_format, name, job.id, lambda: _computed(services, job, response_format)
        )

    return routes


async def _computed(services: Services, job: MapJob, form: Format) -> bytes:
    async with services.computing():
        parts = await job.complete()
        about = {"id": job.id, "kind": job.request.kind, "racer": job.request.racer}
        return await run_in_threadpool(encode_map, form, parts, about)
