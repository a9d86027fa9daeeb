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
    """Racer whose learning rate is swept."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)


@final
class SweepResponse(BaseModel):
    """The last loss under many learning rates."""

    racer: int
    steps: int
    lr: list[float]
    loss: list[float | None] = Field(description="After all steps; null where the run diverged.")
    failed: list[int] = Field(description="1 where the run diverged or ends higher than it began.")
    first: float | None = Field(description="Loss at the start; null where it is no finite number.")
    best: int | None = Field(
        description="Index of the rate with the lowest loss; of equal ones, the one that reaches it first."
    )
    reached: int | None = Field(description="The point from which on the best run stays as low.")
    edge: float | None = Field(description="The lowest rate above the best that fails.")


@final
class MultiRunRequest(Params):
    """Racer that is run many times, and what differs between the runs."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)
    kind: Literal["starts", "seeds"] = Field("starts", description="Other starts, or other seeds.")
    size: float = Field(
        0.05, gt=0.0, le=1.0, description="Standard deviation of the starts, as a share of the diagonal."
    )


@final
class Quantiles(BaseModel):
    """Of the balls' losses, at each point; null above all numbers, where balls have diverged."""

    least: list[float | None]
    lower: list[float | None]
    median: list[float | None]
    upper: list[float | None]
    most: list[float | None]


@final
class MultiRunResponse(BaseModel):
    """Many runs of one racer."""

    kind: Literal["starts", "seeds"]
    balls: int
    diverged: int = Field(description="How many balls did not come to the end.")
    points: list[int] = Field(
        description="Steps of the points in the answer: all, or every second, third... of a long run"
    )
    quantiles: Quantiles
    paths: list[list[list[float | None]]] = Field(
        description="Of each ball x and y at these points, in single precision; the first is the racer's own."
        " Empty for networks."
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
