"""oEmbed route: tells a page how to embed a link to the lab."""

from html import escape
from typing import Annotated, Literal, final
from urllib.parse import urlsplit

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from engine.spec.experiment import Experiment

from ...core.problem_details import ProblemError
from ...core.response_models import json_response, problems
from ...jobs.pictures import MIN_SIZE
from ...jobs.services import Services
from ...web.link_preview import HEIGHT, WIDTH, experiment_in, picture_address

MAX_URL_LENGTH = 20_000
"""Maximum number of characters of a link."""
SIZE = 700, 420
"""Maximum width and height of a frame, in pixels."""

MIN_SIDE_PX = 200


@final
class OEmbed(BaseModel):
    """oEmbed response, as oembed.com defines it."""

    type: Literal["rich"]
    version: Literal["1.0"]
    title: str
    provider_name: str
    provider_url: str
    html: str = Field(description="An iframe element to insert into the page.")
    width: int
    height: int
    cache_age: int
    thumbnail_url: str | None = Field(None, description="Address of a picture of the linked experiment.")
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


@final
class OEmbedQuery(BaseModel):
    """oEmbed query: the link, and the maximum size in pixels."""

    url: str = Field(
        max_length=MAX_URL_LENGTH,
        pattern=r"^[!-~]+$",  # what addresses are written in; other letters triple on the wire
        description="The link to embed: a page of this server, either `/` or `/embed`.",
        examples=["http://127.0.0.1:8000/?v=1&surface=himmelblau"],
    )
    maxwidth: int = Field(SIZE[0], ge=MIN_SIDE_PX, le=4000, examples=[600])
    maxheight: int = Field(SIZE[1], ge=MIN_SIDE_PX, le=4000, examples=[400])
    format: Literal["json", "xml"] = Field(
        "json", description="Format of the response; xml gets status 501.", examples=["json"]
    )


def oembed_routes(services: Services) -> APIRouter:
    """``/oembed``."""
    routes = APIRouter(prefix="/api/v1", tags=["sharing"])

    @routes.get(
        "/oembed",
        response_model=OEmbed,
        responses=problems(404, 422, 501),
        summary="Describe how to embed a link",
    )
    def describe_embed(request: Request, query: Annotated[OEmbedQuery, Query()]) -> Response:
        """The iframe and the picture that another page can show in place of a link to this server.

        A link to anything else gets status 404.
        """
        if query.format != "json":  # oembed.com requires this status of a server with one format
            raise ProblemError(501, "This server describes embeds in JSON alone. Ask with format=json.")
        base = str(request.base_url)
        path = query.url.partition("#")[0].partition("?")[0]
        if path not in (base, base.rstrip("/"), f"{base}embed"):
            raise ProblemError(404, "This is no page of this server. Give the link of a lab or of an embed.")
        parts = urlsplit(query.url)
        width, height = min(query.maxwidth, SIZE[0]), min(query.maxheight, SIZE[1])
        source = f"{base}embed" + "".join(
            sign + text for sign, text in (("?", parts.query), ("#", parts.fragment)) if text
        )
        packed = parts.fragment if parts.fragment.startswith("s=") else parts.query
        experiment = experiment_in(packed, services.settings.body_bytes)
        title = experiment.problem.title() if experiment else "Descent Lab"
        frame = (
            f'<iframe src="{escape(source)}" title="{escape(title)}: an interactive loss landscape" '
            f'width="{width}" height="{height}" style="border:0" loading="lazy" allowfullscreen></iframe>'
        )
        answer: dict[str, object] = {
            "type": "rich",
            "version": "1.0",
            "title": title,
            "provider_name": "Descent Lab",
            "provider_url": base,
            "html": frame,
            "width": width,
            "height": height,
            "cache_age": 86_400,
        }
        return json_response(answer | _thumbnail(base, experiment, query))

    return routes


def _thumbnail(base: str, experiment: Experiment | None, query: OEmbedQuery) -> dict[str, object]:
    """The fields of the picture, not larger than what is asked for; none if it would be too small to draw."""
    asked = query.model_fields_set
    width = min(query.maxwidth if "maxwidth" in asked else WIDTH, WIDTH)
    height = min(query.maxheight if "maxheight" in asked else HEIGHT, HEIGHT)
    width, height = min(width, round(height * WIDTH / HEIGHT)), min(height, round(width * HEIGHT / WIDTH))
    width, height = max(width, MIN_SIZE[0]), max(height, MIN_SIZE[1])
    image = picture_address(base, experiment, width, height)
    if image is None or ("maxwidth" in asked and width > query.maxwidth):
        return {}
    return {"thumbnail_url": image, "thumbnail_width": width, "thumbnail_height": height}
