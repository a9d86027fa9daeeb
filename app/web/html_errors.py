"""An error as a page, for a person who followed a link; a program is told the same as problem+json."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from .pages import Pages

Handler = Callable[[Request, Exception], Awaitable[Response]]

NOT_WHOLE = "This address is not whole, or has been changed on its way: copy it once more."
"""Of a link alone can be said what is wrong with it, in a person's words."""


def html_errors(pages: Pages, handler: Handler) -> Handler:
    """``handler``, whose problem+json becomes a page where a page was asked for, under the same status."""

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
    """Whether a browser goes there, with no program's address in its line."""
    inside = _inside(request)
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("accept", "")
        and not inside.startswith(("/api/", "/static/"))
    )


def _inside(request: Request) -> str:
    """The path below the one that the lab is served at."""
    return str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))


def _way_up(request: Request) -> str:
    """The way back to the root, relative."""
    return "../" * (_inside(request).count("/") - 1) or "./"
