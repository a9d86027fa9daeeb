"""Export routes: an experiment as a script, as a notebook, or as one HTML file that plays offline."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.export.formats import EXPORT_FORMATS, export
from engine.spec.experiment import Experiment
from engine.spec.keys import keys_of

from ...core.response_models import NOT_MODIFIED, body, problems
from ...http.caching import IMMUTABLE, is_not_modified, respond, result_tag
from ...http.file_names import disposition, file_stem
from ...jobs.services import Services
from ...web.offline import offline_file, recorded
from ...workers import Lane
from .openapi_examples import EXPERIMENT
from .packed_state import State, unpacked
from .request_body import parse_body

HTML = "text/html; charset=utf-8"
TEXTS = {
    "pytorch": (
        "Write an experiment as a PyTorch script",
        "A short script that needs only PyTorch and prints the same numbers as the page, bit for bit.",
    ),
    "notebook": (
        "Write an experiment as a Jupyter notebook",
        "The PyTorch script in cells, with an explanation and pictures of the paths.",
    ),
}
"""Summary and description of each text format."""


def export_routes(services: Services) -> APIRouter:
    """``/exports/pytorch``, ``/exports/notebook`` and ``/exports/html``, each by GET and by POST."""
    routes = APIRouter(prefix="/api/v1/exports", tags=["exports"])

    for name, (summary, about) in TEXTS.items():
        _text(routes, services, name, summary, about)

    page: dict[int | str, dict[str, object]] = {
        200: {"content": {"text/html": {"schema": {"type": "string"}}}},
        **NOT_MODIFIED,
    }

    @routes.post(
        "/html",
        response_class=Response,
        responses=page | problems(400, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary="Write an experiment as one file that plays offline",
    )
    async def export_html(request: Request) -> Response:
        """Landscape, trajectories and player in one HTML file, below 2.5 MB, that loads nothing.

        For exams, archives and bad Wi-Fi. The numbers equal those of `/trajectories`, bit for bit.
        """
        return await _packed(services, request, await parse_body(request, Experiment))

    @routes.get(
        "/html",
        response_class=Response,
        responses=page | problems(400, 413, 422, 503),
        summary="Write the experiment of an address as one file that plays offline",
    )
    async def open_html(request: Request, s: State) -> Response:
        """The HTML file of an experiment packed into the address, so that the file can be linked."""
        return await _packed(services, request, unpacked(s, services.settings.body_bytes))

    return routes


def _text(routes: APIRouter, services: Services, name: str, summary: str, about: str) -> None:
    """Add the POST and the GET route of a text format."""

    @routes.post(
        f"/{name}",
        name=f"export_{name}",
        response_class=Response,
        responses=_file(name) | problems(400, 413, 415, 422, 503),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary=summary,
        description=about,
    )
    async def export_text(request: Request) -> Response:
        return await _written(services, request, await parse_body(request, Experiment), name)

    @routes.get(
        f"/{name}",
        name=f"open_{name}",
        response_class=Response,
        responses=_file(name) | problems(400, 413, 422, 503),
        summary=f"{summary}, from an address",
        description=f"{about} Of an experiment packed into the address, so that the file can be linked.",
    )
    async def open_text(request: Request, s: State) -> Response:
        return await _written(services, request, unpacked(s, services.settings.body_bytes), name)


def _file(name: str) -> dict[int | str, dict[str, object]]:
    media_type = EXPORT_FORMATS[name].media_type
    kind = "object" if media_type.endswith("json") else "string"
    return {
        200: {"content": {media_type: {"schema": {"type": kind}}}},
        **NOT_MODIFIED,
    }


async def _written(services: Services, request: Request, incomplete: Experiment, name: str) -> Response:
    experiment = await services.complete(incomplete, request=request)
    etag = _tag(experiment, name)
    text = ""
    if not is_not_modified(request, etag):
        async with services.computing(request):
            keys = keys_of(experiment)
            text = await services.executor.call((keys.race,), Lane.BACKGROUND, export, name, keys.text)
    headers = disposition(file_stem(experiment), EXPORT_FORMATS[name].suffix)
    media_type = EXPORT_FORMATS[name].media_type
    return respond(request, text.encode(), media_type, etag=etag, cache=IMMUTABLE, headers=headers)


def _tag(experiment: Experiment, form: str) -> str:
    """ETag of a file: hashes all that its bytes depend on."""
    return result_tag(f"{keys_of(experiment).id} {form}")


async def _packed(services: Services, request: Request, incomplete: Experiment) -> Response:
    experiment = await services.complete(incomplete, request=request)
    etag = _tag(experiment, "html")
    content = b""
    if not is_not_modified(request, etag):
        async with services.computing(request):
            run = await recorded(services, experiment)
            content = await run_in_threadpool(offline_file, services.assets, experiment, run)
    headers = disposition(file_stem(experiment), "html")
    return respond(request, content, HTML, etag=etag, cache=IMMUTABLE, headers=headers)
