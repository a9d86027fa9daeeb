"""AsyncAPI route: the description of the WebSocket for programs."""

import hashlib
from functools import cache

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...http.caching import respond
from ...jobs.services import Services
from ..asyncapi import document


def asyncapi_routes(_: Services) -> APIRouter:
    """``/asyncapi.json``."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/asyncapi.json")
    def asyncapi(request: Request) -> Response:
        content, etag = _written()
        return respond(request, content, "application/json", etag=etag)

    return routes


@cache
def _written() -> tuple[bytes, str]:
    content = orjson.dumps(document())
    return content, hashlib.sha256(content).hexdigest()[:24]
