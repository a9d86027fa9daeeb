"""Plus signs of addresses: a formula in any query keeps them."""

from typing import final

from starlette.types import ASGIApp, Receive, Scope, Send

from ..core.plus_signs import keep_plus_signs


@final
class PlusSigns:
    """Plus signs: escapes those of the query's formula, on every route, before anything reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and b"formula=" in scope["query_string"]:
            query = keep_plus_signs(scope["query_string"].decode("latin-1"))
            scope["query_string"] = query.encode("latin-1")
        await self.app(scope, receive, send)
