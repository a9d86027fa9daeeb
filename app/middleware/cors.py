"""CORS: any page may use the API, since there is no login and no cookie."""

from typing import final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EXPOSED = "Accept-Ranges, Content-Disposition, Content-Location, Content-Range, ETag, Retry-After"
ACCEPTED = "Accept, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range"
STATIC = "/static/"
OPEN_PATHS = ("/api/", STATIC, "/openapi.json", "/healthz", "/readyz", "/version")


@final
class OpenCors:
    """CORS: ``Access-Control-Allow-Origin: *``, never with credentials, on the API and on static files.

    Static files need this header too: in a sandboxed frame, module scripts are fetched with
    ``Origin: null``. The names of further headers are left out there: nobody reads those of a module,
    and they would add ninety bytes to each of a hundred files. OPTIONS requests are answered here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._open(scope):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await self._preflight()(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers["Access-Control-Allow-Origin"] = "*"
                if not self._path(scope).startswith(STATIC):
                    headers["Access-Control-Expose-Headers"] = EXPOSED
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, with_headers)

    def _path(self, scope: Scope) -> str:
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        return path

    def _open(self, scope: Scope) -> bool:
        return self._path(scope).startswith(OPEN_PATHS)

    def _preflight(self) -> Response:
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
                "Access-Control-Allow-Headers": ACCEPTED,
                "Access-Control-Max-Age": "86400",
            },
        )
