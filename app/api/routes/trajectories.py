"""Trajectory routes: compute the whole path of every racer."""

from typing import Annotated, Any, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.spec.experiment import MAX_STEPS, Experiment
from engine.spec.keys import keys_of

from ...core.response_models import EVIDENCE, body, files, problems
from ...http import state_codec
from ...http.content_negotiation import negotiate
from ...http.file_names import file_stem
from ...http.trajectory_formats import Computed, Selection, encode_trajectory
from ...jobs.services import Services
from .cached_response import cached_response
from .openapi_examples import EXPERIMENT
from .packed_state import State, unpacked
from .request_body import parse_body

MAX_ADDRESS_LENGTH = 1500
"""Maximum number of characters of a Content-Location header: proxies refuse headers above 4 to 8 KiB."""

Every = Annotated[int, Query(ge=1, le=MAX_STEPS, description="Return only every n-th point, and the last.")]
Form = Annotated[
    str | None,
    Query(
        description="Format of the response: json, csv or npz. Overrides the Accept header.", alias="format"
    ),
]
MARKS = (
    "Whether to return what each method marks beside its ball, and the column `queries`. "
    "Marks are in JSON and npz; CSV has the column alone."
)
Marks = Annotated[bool, Query(description=MARKS)]
Numbers = list[float | None]


@final
class RegimeResponse(BaseModel):
    """Regime: the state in which a racer ended, and the evidence for it, measured at ``step``."""

    name: str = Field(examples=["converged"])
    sentence: str
    step: int
    evidence: dict[str, float] = Field(description=EVIDENCE)


@final
class MarksResponse(BaseModel):
    """Marks: what a method shows beside the ball, for the step that leaves the point ``step``."""

    step: int
    points: list[Numbers] = Field(description="Places that the method has tried, each `[x, y]`.")
    values: Numbers = Field(description="The losses at these places.")
    arrows: list[Numbers] = Field(description="Arrows, each `[x0, y0, x1, y1]`.")
    ellipse: Numbers | None = Field(
        description="A normal distribution as `[mean_x, mean_y, c_xx, c_xy, c_yy]`; null without one."
    )


@final
class WaitingResponse(BaseModel):
    """Waiting: the run waits for a person's answer; an edit at ``step`` brings it."""

    racer: int
    step: int
    question: dict[str, Any] = Field(description="What is asked.")


@final
class Track(BaseModel):
    """Track: the columns of one racer; element 0 is the start. Numbers that are not finite are null."""

    label: str
    steps: list[int]
    x: Numbers
    y: Numbers
    loss: Numbers
    lr: Numbers
    grad_norm: Numbers
    off_plane: Numbers | None = Field(
        None, description="Distance of the weights from the plane; null without a plane."
    )
    queries: Numbers | None = Field(
        None,
        description="Losses that the method has asked for without a gradient; only with `marks=true`.",
    )
    marks: list[MarksResponse] | None = Field(
        None,
        description="One entry for each point, with empty lists where there are no marks; "
        "only with `marks=true`.",
    )
    regime: RegimeResponse | None


@final
class Trajectory(BaseModel):
    """Trajectory: the result of an experiment."""

    id: str
    experiment: Experiment
    racers: list[Track]
    waiting: WaitingResponse | None = Field(
        None, description="Only where the run waits for an answer: it has no points after this question."
    )


def trajectory_routes(services: Services) -> APIRouter:
    """``/trajectories``."""
    routes = APIRouter(prefix="/api/v1", tags=["trajectories"])
    documented: dict[str, Any] = {"response_model": Trajectory}

    @routes.post(
        "/trajectories",
        **documented,
        responses=files() | problems(400, 406, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Compute an experiment",
    )
    async def compute_trajectory(
        request: Request, every: Every = 1, form: Form = None, marks: Marks = False
    ) -> Response:
        """Every racer's path, from the start to where it ended. Equal experiments give equal bytes."""
        selection = Selection(negotiate(form, request.headers.get("accept")), every, marks)
        return await trajectory_answer(services, request, await parse_body(request, Experiment), selection)

    @routes.get(
        "/trajectories",
        **documented,
        responses=files() | problems(400, 406, 413, 422, 503),
        summary="Compute the experiment of an address",
    )
    async def open_trajectory(
        request: Request, s: State, every: Every = 1, form: Form = None, marks: Marks = False
    ) -> Response:
        """Every racer's path, for an experiment packed into the address: JSON, raw deflate, base64url.

        A spreadsheet can open such an address, or `pandas.read_csv(..., float_precision="round_trip")`.
        """
        selection = Selection(negotiate(form, request.headers.get("accept")), every, marks)
        experiment = unpacked(s, services.settings.body_bytes)
        return await trajectory_answer(services, request, experiment, selection)

    return routes


async def trajectory_answer(
    services: Services, request: Request, incomplete: Experiment, selection: Selection
) -> Response:
    """Respond with the selected part of an experiment's result; raises ``ProblemError``."""
    experiment = await services.complete(incomplete, request=request)
    id_ = keys_of(experiment).id
    return await cached_response(
        request,
        selection.form,
        file_stem(experiment),
        f"{id_} {selection.every}{' marks' if selection.marks else ''}",
        lambda: _computed(services, request, experiment, selection),
        _address(experiment, selection),
    )


async def _computed(
    services: Services, request: Request, experiment: Experiment, selection: Selection
) -> bytes:
    async with services.computing(request):
        job = services.run_job(experiment)
        whole = await job.complete()
        events = job.events(0, MAX_STEPS + 2)
        run = Computed(job.id, experiment, whole.racers, events, whole.marks, job.waiting)
        return await run_in_threadpool(encode_trajectory, run, selection)


def _address(experiment: Experiment, selection: Selection) -> dict[str, str]:
    """The Content-Location header; empty if the address would be too long."""
    state = state_codec.encode(keys_of(experiment).text)
    marks = "&marks=true" if selection.marks else ""
    address = f"trajectories?s={state}&every={selection.every}&format={selection.form}{marks}"
    return {"Content-Location": address} if len(address) <= MAX_ADDRESS_LENGTH else {}
