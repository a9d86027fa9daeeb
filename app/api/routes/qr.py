"""QR code route: draws a link as a QR code."""

import hashlib
import io
from typing import Annotated

import segno
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from ...core.response_models import NOT_MODIFIED, problems
from ...http.caching import IMMUTABLE, respond
from ...jobs.services import Services
from ...limits.published import MAX_QR_CHARACTERS

Text = Annotated[
    str,
    Query(
        min_length=1,
        max_length=MAX_QR_CHARACTERS,
        description="The text to encode, normally a link.",
        openapi_examples={"a link": {"value": "https://lab.example/?v=1&surface=himmelblau"}},
    ),
]


def qr_routes(_: Services) -> APIRouter:
    """``/qr``."""
    routes = APIRouter(prefix="/api/v1", tags=["sharing"])
    drawn: dict[int | str, dict[str, object]] = {
        200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}},
        **NOT_MODIFIED,
    }

    @routes.get(
        "/qr",
        response_class=Response,
        responses=drawn | problems(400, 422),
        summary="Draw a link as a QR code",
    )
    def draw_qr(request: Request, text: Text) -> Response:
        """An SVG, black on white with its quiet margin: the text in UTF-8, error correction M or better."""
        image = io.BytesIO()
        segno.make(text, error="m", micro=False, encoding="utf-8").save(
            image, kind="svg", border=4, light="#fff", xmldecl=False, scale=4
        )
        etag = hashlib.sha256(text.encode()).hexdigest()[:24]
        return respond(request, image.getvalue(), "image/svg+xml", etag=etag, cache=IMMUTABLE)

    return routes
