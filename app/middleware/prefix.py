"""Mount prefix: serves under a sub-path, whether the proxy strips it or not."""

from typing import final

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


@final
class MountPrefix:
    """Mount prefix: adds the prefix to a path that lacks it, and sets ``root_path`` for the application.

    ``/lab`` is redirected to ``/lab/``, because the URLs in the pages are relative to that.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.prefix or scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == self.prefix and scope["type"] == "http":
            query = scope["query_string"].decode("latin-1")
            there = f"{self.prefix}/?{query}" if query else f"{self.prefix}/"
            await RedirectResponse(there, 308)(scope, receive, send)
            return
        if not path.startswith(self.prefix + "/"):
            path = self.prefix + path
        await self.app({**scope, "root_path": self.prefix, "path": path}, receive, send)
