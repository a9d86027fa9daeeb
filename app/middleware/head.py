"""HEAD requests: answered wherever there is GET."""

from typing import final

from starlette.types import ASGIApp, Receive, Scope, Send


@final
class HeadAsGet:
    """Answer HEAD as GET, for link checkers and monitors: the server leaves out the body by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # a copy: uvicorn goes by its own
        await self.app(scope, receive, send)
