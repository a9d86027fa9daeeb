"""Link routes: small requests as readable addresses, for links, pandas and curl."""

from typing import Annotated, Any, final

import orjson
from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from engine.core.params import other_names
from engine.spec.experiment import MAX_RACERS, MAX_STEPS, Experiment
from engine.spec.opening import OPENING_SURFACE
from engine.spec.problems.formula import MAX_EXPRESSION

from ...core.response_models import body, files, problems
from ...core.validation import parse
from ...http.content_negotiation import negotiate
from ...http.short_url import domain_json, parse_experiment, problem_json
from ...http.trajectory_formats import Selection
from ...jobs.services import Services
from ..sse import END, Position, events
from .landscapes import LandscapeRequest, LandscapeResponse, landscape_answer
from .openapi_examples import EXPERIMENT
from .request_body import parse_body
from .trajectories import MARKS, Marks, Trajectory, trajectory_answer

EVENTS = "text/event-stream"
NEVER = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        max_length=40,
        description="Id of the last event that the client has: the stream goes on behind it.",
    ),
]


class ProblemQuery(BaseModel):
    """Problem query: a surface or a formula in the URL."""

    surface: str = Field(
        OPENING_SURFACE,
        max_length=500,
        description="Name of the surface, with its parameters if it has any: `ellipse,kappa:50`.",
        examples=["himmelblau"],
        json_schema_extra=other_names("function", "problem", "landscape", "name"),
    )
    formula: str | None = Field(
        None,
        max_length=MAX_EXPRESSION,
        description="A formula in x and y; it replaces the surface.",
        examples=["x^2 + 3*y^2"],
        json_schema_extra=other_names("expression", "f"),
    )
    domain: str | None = Field(
        None, max_length=200, description="The domain: `x_low,x_high,y_low,y_high`.", examples=["-3,3,-3,3"]
    )
    form: str | None = Field(
        None,
        alias="format",
        description="Format of the response: json, csv or npz. Overrides the Accept header.",
        examples=["csv"],
    )


@final
class LandscapeQuery(ProblemQuery):
    """Landscape query: the problem and the resolution."""

    resolution: int = Field(
        101,
        ge=2,
        le=1024,
        description="Number of points along each side.",
        examples=[21],
        json_schema_extra=other_names("n", "points", "size"),
    )


class ExperimentQuery(ProblemQuery):
    """Experiment query: the problem and its racers."""

    start: str | None = Field(None, max_length=100, description="The start: `x,y`.", examples=["-1.5,2"])
    noise: float = Field(
        0.0, ge=0, le=1e6, description="Standard deviation of the gradient noise.", examples=[0.1]
    )
    run: list[Annotated[str, Field(max_length=2000)]] = Field(
        default_factory=list,
        max_length=MAX_RACERS,
        description="A racer: `adam,lr:0.05` or `momentum,lr:0.001,schedule:cosine`. May be repeated.",
        examples=[["adam,lr:0.05", "momentum"]],
        json_schema_extra=other_names(
            *("optimizer", "optimizers", "method", "racer", "racers", "runs"),
            *("lr", "learning_rate", "momentum", "betas", "weight_decay", "schedule", "scheduler"),
        ),
    )
    seed: int | None = Field(
        None, ge=0, lt=2**32, examples=[1], json_schema_extra=other_names("random_state")
    )
    steps: int | None = Field(
        None,
        ge=1,
        le=MAX_STEPS,
        examples=[200],
        json_schema_extra=other_names("step", "iterations", "epochs", "n"),
    )
    marks: bool = Field(False, description=MARKS)

    def experiment(self) -> Experiment:
        """The experiment of this query, validated but not completed."""
        return parse_experiment(**self.model_dump(exclude={"form", "every", "marks"}))


@final
class TrajectoryQuery(ExperimentQuery):
    """Trajectory query: the experiment, and which of its points."""

    every: int = Field(
        1, ge=1, le=MAX_STEPS, description="Return only every n-th point, and the last.", examples=[10]
    )


def link_routes(services: Services) -> APIRouter:
    """``/trajectory``, ``/landscape`` and ``/trajectories/stream``."""
    routes = APIRouter(prefix="/api/v1")
    _trajectory(routes, services)
    _landscape(routes, services)
    _stream(routes, services)
    return routes


def _trajectory(routes: APIRouter, services: Services) -> None:
    @routes.get(
        "/trajectory",
        tags=["trajectories"],
        response_model=Trajectory,
        responses=files() | problems(400, 406, 422, 503),
        summary="Compute the experiment of a readable address",
    )
    async def link_trajectory(request: Request, link: Annotated[TrajectoryQuery, Query()]) -> Response:
        """Every racer's path, for an experiment in the query parameters of the page's own short addresses.

        `pandas.read_csv(".../trajectory?surface=rosenbrock&run=adam,lr:0.05&format=csv",
        float_precision="round_trip")`
        """
        selection = Selection(negotiate(link.form, request.headers.get("accept")), link.every, link.marks)
        return await trajectory_answer(services, request, link.experiment(), selection)


def _landscape(routes: APIRouter, services: Services) -> None:
    @routes.get(
        "/landscape",
        tags=["landscapes"],
        response_model=LandscapeResponse,
        responses=files() | problems(400, 406, 422, 503),
        summary="Compute the landscape of a readable address",
    )
    async def link_landscape(request: Request, link: Annotated[LandscapeQuery, Query()]) -> Response:
        """The loss of a surface or a formula on a grid."""
        response_format = negotiate(link.form, request.headers.get("accept"))
        payload: dict[str, Any] = {
            "problem": problem_json(link.surface, link.formula, link.domain),
            "resolution": link.resolution,
        }
        if link.domain is not None:
            payload["domain"] = domain_json(link.domain)
        requested = parse(LandscapeRequest, orjson.dumps(payload))
        return await landscape_answer(services, request, requested, response_format)


def _stream(routes: APIRouter, services: Services) -> None:
    stream: dict[int | str, dict[str, Any]] = {
        200: {"content": {EVENTS: {"schema": EVENT_SCHEMA, "example": EXAMPLE_EVENT}}},
        204: {"description": "Nothing more: `Last-Event-ID` is that of the last event."},
    }

    @routes.get(
        "/trajectories/stream",
        tags=["trajectories"],
        response_class=StreamingResponse,
        responses=stream | problems(400, 422, 503),
        summary="Follow the experiment of a readable address",
    )
    async def link_stream(
        request: Request, link: Annotated[ExperimentQuery, Query()], last: LastEventId = None
    ) -> Response:
        """The path as Server-Sent Events: `started`, `points` and `regime` as they are computed, then `done`.

        If the run waits for an answer, `question` in place of `done`. If the computation fails, `failed` with
        a problem. Works with a browser's `EventSource`, with curl and scripts.
        """
        return await _streamed(services, request, link.experiment(), link.marks, last)

    @routes.post(
        "/trajectories/stream",
        tags=["trajectories"],
        response_class=StreamingResponse,
        responses=stream | problems(400, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Follow an experiment",
    )
    async def stream_trajectory(request: Request, marks: Marks = False, last: LastEventId = None) -> Response:
        """The path of any experiment as Server-Sent Events: `started`, `points` and `regime`, then `done`.

        The numbers equal those of `/trajectories`, bit for bit.
        """
        return await _streamed(services, request, await parse_body(request, Experiment), marks, last)


async def _streamed(
    services: Services, request: Request, incomplete: Experiment, marks: bool, last: str | None
) -> Response:
    """Respond with the events after the one with the id ``last``; 204 if there are none."""
    experiment = await services.complete(incomplete, request=request)
    if last == END:
        return Response(status_code=204, headers=NEVER)
    after = Position.parse(last) if last else None
    former_name = EVENTS not in request.headers.get("accept", "")
    stream = events(services, request, experiment, marks, after, former_name)
    return StreamingResponse(stream, media_type=EVENTS, headers=NEVER)


EVENT_SCHEMA = {
    "type": "object",
    "description": "One event of the stream; its data are JSON.",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string"},
        "event": {"enum": ["started", "points", "regime", "question", "done", "failed", "error"]},
        "data": {"type": "string"},
        "retry": {"type": "integer"},
    },
}
EXAMPLE_EVENT = {
    "id": "1.0",
    "event": "points",
    "data": '{"start":0,"racers":[{"x":[2.0],"y":[-1.0],"loss":[2.5],"lr":[0.5],"grad_norm":[2.236]}]}',
}
