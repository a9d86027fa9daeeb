"""Experiment routes: check, complete and save an experiment, and open it by its id."""

from typing import Annotated, Any, final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.spec.experiment import Experiment
from engine.spec.keys import keys_of

from ...core.response_models import body, files, json_response, problems
from ...http import state_codec
from ...http.content_negotiation import negotiate
from ...http.trajectory_formats import Selection
from ...jobs.services import Services
from .openapi_examples import EXPERIMENT
from .request_body import parse_body
from .trajectories import Every, Form, Marks, Trajectory, trajectory_answer

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of a saved experiment.")]
Save = Annotated[bool, Query(description="Whether to save the experiment; with false it is only checked.")]
ALWAYS = {"Cache-Control": "no-cache"}


@final
class CheckedExperiment(BaseModel):
    """Checked experiment: it has every default filled in."""

    id: str = Field(
        description="Hash of the experiment and the engine's version; equal ids mean equal results."
    )
    experiment: Experiment
    saved: bool = Field(description="Whether the experiment is saved, at `short_url`.")
    url: str = Field(description="Path of the page that shows the experiment, on this server.")
    embed_url: str = Field(description="Path of the page to show in an iframe.")
    short_url: str | None = Field(
        description="Short path of that page; null if the experiment is not saved. What an earlier version "
        "saved keeps its path, and has another `id` now."
    )


def experiment_routes(services: Services) -> APIRouter:
    """``/experiments``."""
    routes = APIRouter(prefix="/api/v1", tags=["experiments"])

    @routes.post(
        "/experiments",
        response_model=CheckedExperiment,
        responses=problems(400, 403, 413, 415, 422, 429, 503, 507),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Save an experiment",
    )
    async def save_experiment(request: Request, save: Save = True) -> Response:
        """Check an experiment, complete it with defaults, and save it under its id; it never changes.

        The response is sent after the data is on disk. No trajectory is computed.
        """
        experiment = await services.complete(await parse_body(request, Experiment), request=request)
        saved = save and await services.saved.save(experiment, request.scope)
        return json_response(_described(request, experiment, keys_of(experiment).id if saved else None))

    @routes.get(
        "/experiments/{id}",
        response_model=CheckedExperiment,
        responses=problems(404, 410, 422, 503),
        summary="Open a saved experiment",
    )
    async def open_experiment(request: Request, id: Id) -> Response:
        """The saved experiment, checked in the same way as a new one."""
        experiment = await services.complete(await services.saved.load(id), request=request)
        return json_response(_described(request, experiment, id), headers=ALWAYS)

    return routes


def saved_routes(services: Services) -> APIRouter:
    """``/trajectories/{id}``: the result of a saved experiment by its id."""
    routes = APIRouter()

    @routes.get(
        "/api/v1/trajectories/{id}",
        tags=["trajectories"],
        response_model=Trajectory,
        responses=files() | problems(404, 406, 410, 422, 503),
        summary="Compute a saved experiment",
    )
    async def saved_trajectory(
        request: Request, id: Id, every: Every = 1, form: Form = None, marks: Marks = False
    ) -> Response:
        """The result of the experiment that was saved under this id."""
        selection = Selection(negotiate(form, request.headers.get("accept")), every, marks)
        return await trajectory_answer(services, request, await services.saved.load(id), selection)

    return routes


def _described(request: Request, experiment: Experiment, saved_as: str | None) -> dict[str, Any]:
    """What is told of an experiment; the id under which it is saved may be one of an earlier engine."""
    root = request.scope.get("root_path", "")
    keys = keys_of(experiment)
    state = state_codec.encode(keys.text)
    return {
        "id": keys.id,
        "experiment": experiment.model_dump(mode="json"),
        "saved": saved_as is not None,
        "url": f"{root}/#s={state}",
        "embed_url": f"{root}/embed#s={state}",
        "short_url": f"{root}/e/{saved_as}" if saved_as else None,
    }
