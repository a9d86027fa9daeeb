"""HTML errors: send an error as a page to browsers; other clients get problem+json."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from .pages import Pages

Handler = Callable[[Request, Exception], Awaitable[Response]]

NOT_WHOLE = "This address is not whole, or has been changed on its way: copy it once more."
"""Detail of status 422 on a page: a person who followed a link needs no JSON pointers."""


def html_errors(pages: Pages, handler: Handler) -> Handler:
    """Wrap an exception handler: for clients that want HTML, its problem+json becomes an error page."""

    async def handle(request: Request, error: Exception) -> Response:
        response = await handler(request, error)
        if not _wants_page(request):
            return response
        problem = orjson.loads(response.body)
        if problem["status"] == 422:
            problem |= {"title": "Not found", "detail": NOT_WHOLE}
        passed_headers = {name: value for name, value in response.headers.items() if name == "retry-after"}
        return pages.error(problem, _way_up(request), passed_headers)

    return handle


def _wants_page(request: Request) -> bool:
    """Whether a browser opens an address that is neither of the API nor of a static file."""
    inside = _inside(request)
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("accept", "")
        and not inside.startswith(("/api/", "/static/"))
    )


def _inside(request: Request) -> str:
    """The path without the prefix under which the lab is served."""
    return str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))


def _way_up(request: Request) -> str:
    """Relative path to the root."""
    return "../" * (_inside(request).count("/") - 1) or "./"
