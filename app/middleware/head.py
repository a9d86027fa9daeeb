"""HEAD requests: answered wherever there is GET."""

from typing import final

from starlette.types import ASGIApp, Receive, Scope, Send


@final
class HeadAsGet:
    """HEAD requests, for link checkers and monitors: handled as GET; uvicorn leaves out the body.

    Its answer is that for the whole: ranges are defined for GET alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        as_get = {**scope, "method": "GET", "headers": headers}  # a copy: uvicorn goes by its own
        try:
            await self.app(as_get, receive, send)
        finally:
            scope["route"] = as_get.get("route")  # for the access log
