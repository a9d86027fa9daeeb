"""An experiment checked and filled in."""

from typing import final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.experiment import Experiment, canonical, experiment_id

from ..completed import completed
from ..lab import Lab
from ..state import packed
from .bodies import body_of
from .examples import EXPERIMENT
from .shapes import body, json_response, problems


@final
class CheckedExperiment(BaseModel):
    """An experiment with every default filled in."""

    id: str = Field(description="Hash of the experiment and the engine's version: equal ids, equal bytes.")
    experiment: Experiment
    url: str = Field(description="The page that shows it: a path on this server.")
    embed_url: str = Field(description="The same for an iframe.")


def experiment_routes(lab: Lab) -> APIRouter:
    """``/experiments``."""
    routes = APIRouter(prefix="/api/v1", tags=["experiments"])

    @routes.post(
        "/experiments",
        response_model=CheckedExperiment,
        responses=problems(400, 413, 415, 422),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Check an experiment and fill it in",
    )
    async def check_experiment(request: Request) -> Response:
        """Whatever is left out takes its default. Nothing is computed and nothing is stored."""
        experiment = completed(await body_of(request, Experiment), lab.settings)
        root, state = request.scope.get("root_path", ""), packed(canonical(experiment))
        return json_response(
            {
                "id": experiment_id(experiment),
                "experiment": experiment.model_dump(mode="json"),
                "url": f"{root}/#s={state}",
                "embed_url": f"{root}/embed#s={state}",
            }
        )

    return routes
