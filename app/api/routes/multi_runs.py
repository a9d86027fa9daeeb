"""Multi-run routes: one racer many times, under many learning rates, starts or seeds."""

from typing import Literal, final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses.lr_sweep import LrSweep, sweep
from engine.analyses.multi_run import MultiRun, run_many
from engine.core.params import Params
from engine.spec.experiment import MAX_RACERS, Experiment, canonical

from ...core.response_models import body, problems
from ...jobs.services import Services
from ..deprecated_paths import add_deprecated_path
from .racer_query import complete_with_racer, run_analysis
from .request_body import parse_body

EXPERIMENT = {
    "problem": {"kind": "surface", "surface": {"name": "beale", "params": {}}},
    "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
    "steps": 50,
}
SWEEP = {"experiment": EXPERIMENT, "racer": 0}
MULTI_RUN = {"experiment": EXPERIMENT, "racer": 0, "kind": "starts", "size": 0.02}


@final
class SweepRequest(Params):
    """Sweep request: the racer whose learning rate is varied."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)


@final
class SweepResponse(BaseModel):
    """Sweep response: the last loss at many learning rates."""

    racer: int
    steps: int
    lr: list[float]
    loss: list[float | None] = Field(description="Loss after all steps; null where the run diverged.")
    failed: list[int] = Field(description="1 where the run diverged or ends higher than it began.")
    first: float | None = Field(description="Loss at the start; null if it is not finite.")
    best: int | None = Field(
        description="Index of the learning rate with the lowest loss; among equal ones, of the fastest."
    )
    reached: int | None = Field(description="Step from which on the loss of the best run stays as low.")
    edge: float | None = Field(description="Lowest learning rate above the best one at which the run fails.")


@final
class MultiRunRequest(Params):
    """Multi-run request: the racer to run many times, and what differs between the runs."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    kind: Literal["starts", "seeds"] = Field(
        "starts", description="Whether the starts or the seeds of the runs differ."
    )
    size: float = Field(
        0.05,
        gt=0.0,
        le=1.0,
        description="Standard deviation of the starts, as a share of the domain's diagonal.",
    )


@final
class Quantiles(BaseModel):
    """Quantiles of the runs' losses at each point. A run that has diverged counts as infinite: null."""

    least: list[float | None]
    lower: list[float | None]
    median: list[float | None]
    upper: list[float | None]
    most: list[float | None]


@final
class MultiRunResponse(BaseModel):
    """Multi-run response: quantiles of the loss, and the paths."""

    kind: Literal["starts", "seeds"]
    balls: int
    diverged: int = Field(description="Number of runs that diverged.")
    points: list[int] = Field(
        description="Steps of the points in the response: of a long run only every second, third, ..."
    )
    quantiles: Quantiles
    paths: list[list[list[float | None]]] = Field(
        description="For each run, x and y at these points, in single precision; the first run is the "
        "racer's own. Empty for networks."
    )


def multi_run_routes(services: Services) -> APIRouter:
    """``/sweeps`` and ``/multi-runs``, whose former path is ``/spreads``."""
    routes = APIRouter(prefix="/api/v1", tags=["many runs"])

    @routes.post(
        "/sweeps",
        response_model=SweepResponse,
        responses={
            304: {"description": "Not modified: you have this version already."},
            **problems(400, 413, 415, 422, 503),
        },
        openapi_extra=body("SweepRequest", SWEEP),
        summary="Sweep a learning rate",
    )
    async def compute_sweep(request: Request) -> Response:
        """A racer's loss after all steps under many learning rates, each a run like its own, and the best."""
        query = await parse_body(request, SweepRequest)
        text = canonical(complete_with_racer(services, query.experiment, query.racer))
        return await run_analysis(
            services, request, sweep, LrSweep(text, query.racer), affinity=text, long=True
        )

    @routes.post(
        "/multi-runs",
        response_model=MultiRunResponse,
        responses={
            304: {"description": "Not modified: you have this version already."},
            **problems(400, 413, 415, 422, 503),
        },
        openapi_extra=body("MultiRunRequest", MULTI_RUN),
        summary="Run one racer many times",
    )
    async def compute_multi_run(request: Request) -> Response:
        """Median, quartiles and extremes of the loss from starts around its own, or under several seeds."""
        query = await parse_body(request, MultiRunRequest)
        text = canonical(complete_with_racer(services, query.experiment, query.racer))
        job = MultiRun(text, query.racer, query.kind, query.size)
        return await run_analysis(services, request, run_many, job, affinity=text, long=True)

    add_deprecated_path(routes, "/spreads", "/multi-runs")
    return routes
