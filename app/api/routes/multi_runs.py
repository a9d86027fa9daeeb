"""One racer many times: a sweep of its learning rate, a spread of starts or seeds."""

from typing import Literal, final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.analyses.lr_sweep import Sweep, sweep
from engine.analyses.multi_run import Spread, spread
from engine.core.params import Params
from engine.spec.experiment import MAX_RACERS, Experiment, canonical

from ...core.response_models import body, problems
from ...jobs.services import Lab
from .racer_query import computed, with_racer
from .request_body import body_of

EXPERIMENT = {
    "problem": {"kind": "surface", "surface": {"name": "beale", "params": {}}},
    "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
    "steps": 50,
}
SWEEP = {"experiment": EXPERIMENT, "racer": 0}
SPREAD = {"experiment": EXPERIMENT, "racer": 0, "kind": "starts", "size": 0.02}


@final
class SweepRequest(Params):
    """Whose learning rate is swept."""

    experiment: Experiment
    racer: int = Field(0, ge=0, lt=MAX_RACERS)


@final
class SweepShape(BaseModel):
    """The last loss under many learning rates."""

    racer: int
    steps: int
    lr: list[float]
    loss: list[float | None] = Field(description="After all steps; null where the run diverged.")
    failed: list[int] = Field(description="1 where the run diverged or ends higher than it began.")
    first: float | None = Field(description="Loss at the start; null where it is no finite number.")
    best: int | None = Field(
        description="Index of the best rate: the lowest loss; of several as low, the one that is there first."
    )
    reached: int | None = Field(description="The point from which on the best run stays as low.")
    edge: float | None = Field(description="The lowest rate above the best that fails.")


@final
class SpreadRequest(Params):
    """Who is run many times, and what differs."""

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
class SpreadShape(BaseModel):
    """Many runs of one racer."""

    kind: Literal["starts", "seeds"]
    balls: int
    diverged: int = Field(description="How many balls did not come to the end.")
    points: list[int] = Field(
        description="The points that are told: all, or of long runs every second, third..."
    )
    quantiles: Quantiles
    paths: list[list[list[float | None]]] = Field(
        description="Of each ball x and y at these points, in single precision; the first is the racer's own."
        " Empty for networks."
    )


def run_routes(lab: Lab) -> APIRouter:
    """``/sweeps`` and ``/spreads``."""
    routes = APIRouter(prefix="/api/v1", tags=["many runs"])

    @routes.post(
        "/sweeps",
        response_model=SweepShape,
        responses={304: {"description": "You hold it already."}, **problems(400, 413, 415, 422, 503)},
        openapi_extra=body("SweepRequest", SWEEP),
        summary="Sweep a learning rate",
    )
    async def compute_sweep(request: Request) -> Response:
        """A racer's loss after all steps under many learning rates, each a run like its own, and the best."""
        asked = await body_of(request, SweepRequest)
        text = canonical(with_racer(lab, asked.experiment, asked.racer))
        return await computed(lab, request, sweep, Sweep(text, asked.racer), kin=text, long=True)

    @routes.post(
        "/spreads",
        response_model=SpreadShape,
        responses={304: {"description": "You hold it already."}, **problems(400, 413, 415, 422, 503)},
        openapi_extra=body("SpreadRequest", SPREAD),
        summary="Run one racer many times",
    )
    async def compute_spread(request: Request) -> Response:
        """Median, quartiles and extremes of the loss from a spread of starts, or under several seeds."""
        asked = await body_of(request, SpreadRequest)
        text = canonical(with_racer(lab, asked.experiment, asked.racer))
        wanted = Spread(text, asked.racer, asked.kind, asked.size)
        return await computed(lab, request, spread, wanted, kin=text, long=True)

    return routes
