"""Origin check: which pages may open a WebSocket."""

from collections.abc import Iterable
from typing import final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from ..core.page_origin import header_values, is_from_other_site
from ..core.problem_details import ProblemError


@final
class WebSocketOrigin:
    """Origin check: refuses the WebSocket handshake of a foreign page with status 403.

    Allowed: no ``Origin`` (scripts), our own host, ``null`` (sandboxed frames), and ``allowed``. Origins are
    compared as whole strings. The server has no credentials to protect: the check prevents that other sites
    use its CPU time through their visitors' browsers.
    """

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self.app = app
        self.allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or self._welcome(scope):
            await self.app(scope, receive, send)
            return
        await WebSocket(scope, receive, send).send_denial_response(self._refusal())

    def _welcome(self, scope: Scope) -> bool:
        sandboxed = header_values(scope, b"origin") == ["null"]
        return sandboxed or not is_from_other_site(scope, self.allowed)

    def _refusal(self) -> Response:
        return ProblemError(
            403,
            "This page may not open a WebSocket here. "
            "The operator can allow its origin with DESCENTLAB_ALLOWED_ORIGINS.",
        ).response()
