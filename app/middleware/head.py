"""HEAD requests: answered wherever there is GET."""

from typing import final

from starlette.types import ASGIApp, Receive, Scope, Send


@final
class HeadAsGet:
    """HEAD requests, for link checkers and monitors: handled as GET; uvicorn leaves out the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # a copy: uvicorn goes by its own
        await self.app(scope, receive, send)
