"""Trajectory routes: compute the whole path of every racer."""

from typing import Annotated, Any, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.spec.experiment import MAX_STEPS, Experiment
from engine.spec.keys import keys_of

from ...core.response_models import body, files, problems
from ...core.validation import parse
from ...http import state_codec
from ...http.content_negotiation import Format, negotiate
from ...http.trajectory_formats import encode_trajectory
from ...jobs.complete import complete_or_problem
from ...jobs.services import Services
from .cached_response import cached_response
from .openapi_examples import EXPERIMENT
from .request_body import parse_body

MAX_ADDRESS_LENGTH = 4096
"""Maximum number of characters of a Content-Location header."""

Every = Annotated[int, Query(ge=1, le=MAX_STEPS, description="Return only every n-th point, and the last.")]
Form = Annotated[
    str | None,
    Query(
        description="Format of the response: json, csv or npz. Overrides the Accept header.", alias="format"
    ),
]
State = Annotated[
    str,
    Query(max_length=16 * 1024, description="The experiment, packed as after `#s=` in the page's address."),
]
Numbers = list[float | None]


@final
class RegimeResponse(BaseModel):
    """Regime: the state in which a racer ended."""

    name: str = Field(examples=["converged"])
    sentence: str
    step: int


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
    regime: RegimeResponse | None


@final
class Trajectory(BaseModel):
    """Trajectory: the result of an experiment."""

    id: str
    experiment: Experiment
    racers: list[Track]


def trajectory_routes(services: Services) -> APIRouter:
    """``/trajectories``."""
    routes = APIRouter(prefix="/api/v1", tags=["trajectories"])
    documented: dict[str, Any] = {"response_model": Trajectory}

    @routes.post(
        "/trajectories",
        **documented,
        responses=files(304) | problems(400, 406, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Compute an experiment",
    )
    async def compute_trajectory(request: Request, every: Every = 1, form: Form = None) -> Response:
        """Every racer's path, from the start to where it ended. Equal experiments give equal bytes."""
        response_format = negotiate(form, request.headers.get("accept"))
        return await trajectory_answer(
            services, request, await parse_body(request, Experiment), response_format, every
        )

    @routes.get(
        "/trajectories",
        **documented,
        responses=files(304) | problems(400, 406, 413, 422, 503),
        summary="Compute the experiment of an address",
    )
    async def open_trajectory(request: Request, s: State, every: Every = 1, form: Form = None) -> Response:
        """Every racer's path, for an experiment packed into the address: JSON, raw deflate, base64url.

        A spreadsheet or `pandas.read_csv` can open such an address.
        """
        response_format = negotiate(form, request.headers.get("accept"))
        experiment = parse(Experiment, state_codec.decode(s, services.settings.body_bytes))
        return await trajectory_answer(services, request, experiment, response_format, every)

    return routes


async def trajectory_answer(
    services: Services, request: Request, incomplete: Experiment, form: Format, every: int
) -> Response:
    """Respond with every n-th point of an experiment in a format; raises ``ProblemError``."""
    experiment = complete_or_problem(incomplete, services.settings)
    id_ = keys_of(experiment).id
    return await cached_response(
        request,
        form,
        f"trajectory-{id_[:8]}",
        f"{id_} {every}",
        lambda: _computed(services, experiment, form, every),
        _address(experiment, form, every),
    )


async def _computed(services: Services, experiment: Experiment, form: Format, every: int) -> bytes:
    async with services.computing():
        job = services.run_job(experiment)
        whole = await job.complete()
        events = job.events(0, MAX_STEPS + 2)
        return await run_in_threadpool(
            encode_trajectory, form, job.id, experiment, whole.racers, events, every
        )


def _address(experiment: Experiment, form: Format, every: int) -> dict[str, str]:
    """The Content-Location header; empty if the address would be too long."""
    address = f"trajectories?s={state_codec.encode(keys_of(experiment).text)}&every={every}&format={form}"
    return {"Content-Location": address} if len(address) <= MAX_ADDRESS_LENGTH else {}
