"""An experiment to take away: as a script, as a notebook."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.experiment import Experiment, canonical, experiment_id
from engine.export.forms import FORMS, export

from ..completed import completed
from ..lab import Lab
from ..recording import lineage
from .bodies import body_of
from .examples import EXPERIMENT
from .shapes import body, problems


def export_routes(lab: Lab) -> APIRouter:
    """``/exports/pytorch`` and ``/exports/notebook``."""
    routes = APIRouter(prefix="/api/v1/exports", tags=["exports"])

    @routes.post(
        "/pytorch",
        response_class=Response,
        responses=_file("pytorch") | problems(400, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Write an experiment as a PyTorch script",
    )
    async def export_pytorch(request: Request) -> Response:
        """A short script that runs by itself and prints the very same numbers, bit for bit."""
        return await _written(lab, request, "pytorch")

    @routes.post(
        "/notebook",
        response_class=Response,
        responses=_file("notebook") | problems(400, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Write an experiment as a Jupyter notebook",
    )
    async def export_notebook(request: Request) -> Response:
        """The script in cells, with what it is about and pictures of its path."""
        return await _written(lab, request, "notebook")

    return routes


def _file(name: str) -> dict[int | str, dict[str, object]]:
    media_type = FORMS[name].media_type
    kind = "object" if media_type.endswith("json") else "string"
    return {200: {"content": {media_type: {"schema": {"type": kind}}}}}


async def _written(lab: Lab, request: Request, name: str) -> Response:
    experiment = completed(await body_of(request, Experiment), lab.settings)
    async with lab.computing():
        key = lineage(experiment)
        text = await lab.workers.call((key, key), True, export, name, canonical(experiment))
    file = f"descent-{experiment_id(experiment)[:8]}.{FORMS[name].suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return Response(text, headers=headers, media_type=FORMS[name].media_type)
