"""Picture routes: an experiment as PNG, SVG, or an animation."""

from typing import Annotated, Literal, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.render.animation import AnimationSpec
from engine.render.still import MEDIA_TYPES, ImageFormat, Size
from engine.spec.experiment import MAX_STEPS, Experiment
from engine.spec.keys import keys_of

from ...core.response_models import NOT_MODIFIED, body, problems
from ...http.caching import IMMUTABLE, is_not_modified, respond, result_tag
from ...http.file_names import disposition, file_stem
from ...jobs.pictures import MIN_SIZE, PictureOptions, picture
from ...jobs.services import Services
from .openapi_examples import EXPERIMENT
from .packed_state import State, unpacked
from .request_body import parse_body


class PictureQuery(BaseModel):
    """Picture query: the size in pixels and the theme."""

    width: int = Field(960, ge=MIN_SIZE[0], le=1600, description="Width in pixels.", examples=[960])
    height: int = Field(720, ge=MIN_SIZE[1], le=1200, description="Height in pixels.", examples=[720])
    theme: Literal["light", "dark"] = Field("light", examples=["light"])

    @property
    def size(self) -> Size:
        return Size(width=self.width, height=self.height)


@final
class StillQuery(PictureQuery):
    """Still query: the options of one picture."""

    step: int | None = Field(
        None, ge=0, le=MAX_STEPS, description="The step to draw; by default the last.", examples=[100]
    )


@final
class AnimationQuery(PictureQuery):
    """Animation query: the options of an animation from the start to the end."""

    width: int = Field(640, ge=MIN_SIZE[0], le=800, description="Width in pixels.", examples=[640])
    height: int = Field(480, ge=MIN_SIZE[1], le=800, description="Height in pixels.", examples=[480])
    frames: int = Field(60, ge=2, le=120, examples=[60])
    seconds: float = Field(
        6.0, ge=0.5, le=30.0, description="Duration in seconds, without the pause at the end.", examples=[6]
    )


SUMMARIES: dict[ImageFormat, str] = {
    "png": "Draw an experiment",
    "svg": "Draw an experiment in vectors",
    "gif": "Animate an experiment",
    "mp4": "Animate an experiment as MP4",
    "webm": "Animate an experiment as WebM",
}


def picture_routes(services: Services) -> APIRouter:
    """``/exports/png``, ``svg``, ``gif``, ``mp4`` and ``webm``, each by GET and by POST."""
    routes = APIRouter(prefix="/api/v1/exports", tags=["exports"])
    _still(routes, services, "png")
    _still(routes, services, "svg")
    _animation(routes, services, "gif")
    _animation(routes, services, "mp4", 501)
    _animation(routes, services, "webm", 501)
    return routes


def _still(routes: APIRouter, services: Services, form: ImageFormat) -> None:
    @routes.post(
        f"/{form}",
        name=f"export_{form}",
        response_class=Response,
        responses=_answers(form, 413, 415),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary=SUMMARIES[form],
    )
    async def export_still(request: Request, still: Annotated[StillQuery, Query()]) -> Response:
        """The landscape, the paths up to a step, the balls there, and the losses, in the page's colors."""
        return await _drawn(services, request, await parse_body(request, Experiment), form, still)

    @routes.get(
        f"/{form}",
        name=f"open_{form}",
        response_class=Response,
        responses=_answers(form, 413),
        summary=f"{SUMMARIES[form]} of an address",
    )
    async def open_still(request: Request, s: State, still: Annotated[StillQuery, Query()]) -> Response:
        """The picture of an experiment packed into the address, so that a page can show it as an image."""
        return await _drawn(services, request, _unpacked(services, s), form, still)


def _animation(routes: APIRouter, services: Services, form: ImageFormat, *statuses: int) -> None:
    @routes.post(
        f"/{form}",
        name=f"export_{form}",
        response_class=Response,
        responses=_answers(form, 413, 415, *statuses),
        openapi_extra=body("Experiment", EXPERIMENT),
        summary=SUMMARIES[form],
    )
    async def export_animation(request: Request, query: Annotated[AnimationQuery, Query()]) -> Response:
        """The balls roll from the start to the end, in the page's colors. Videos need an encoder."""
        return await _drawn(services, request, await parse_body(request, Experiment), form, query)

    @routes.get(
        f"/{form}",
        name=f"open_{form}",
        response_class=Response,
        responses=_answers(form, 413, *statuses),
        summary=f"{SUMMARIES[form]}, from an address",
    )
    async def open_animation(
        request: Request, s: State, query: Annotated[AnimationQuery, Query()]
    ) -> Response:
        """The animation of an experiment packed into the address, so that a page can show it."""
        return await _drawn(services, request, _unpacked(services, s), form, query)


def _answers(form: ImageFormat, *statuses: int) -> dict[int | str, dict[str, object]]:
    file: dict[int | str, dict[str, object]] = {
        200: {"content": {MEDIA_TYPES[form]: {"schema": {"type": "string"}}}},
        **NOT_MODIFIED,
    }
    return file | problems(400, 422, 503, *statuses)


def _unpacked(services: Services, s: str) -> Experiment:
    return unpacked(s, services.settings.body_bytes)


async def _drawn(
    services: Services,
    request: Request,
    incomplete: Experiment,
    form: ImageFormat,
    query: StillQuery | AnimationQuery,
) -> Response:
    experiment = await services.complete(incomplete, request=request)
    id_ = keys_of(experiment).id
    etag = result_tag(f"{id_} {form} {query.model_dump_json()}")
    content = (
        b"" if is_not_modified(request, etag) else await _painted(services, request, experiment, form, query)
    )
    headers = disposition(file_stem(experiment), form, saved=False)
    return respond(request, content, MEDIA_TYPES[form], etag=etag, cache=IMMUTABLE, headers=headers)


async def _painted(
    services: Services,
    request: Request,
    experiment: Experiment,
    form: ImageFormat,
    query: StillQuery | AnimationQuery,
) -> bytes:
    step = query.step if isinstance(query, StillQuery) else None
    spec = (
        AnimationSpec(frames=query.frames, seconds=query.seconds)
        if isinstance(query, AnimationQuery)
        else AnimationSpec()
    )
    return await picture(
        services, request, experiment, form, PictureOptions(query.size, query.theme, step), spec
    )
