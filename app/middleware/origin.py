"""Which pages may open a WebSocket."""

from collections.abc import Iterable
from typing import final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from ..core.problem_details import ProblemError

SCHEMES = ("http://", "https://")


@final
class WebSocketOrigin:
    """Refuse the WebSocket handshake of a foreign page.

    Let in are: scripts, which send no Origin; our own pages, also embedded, whose Origin is our host;
    ``null``, which an embedded page sends from a sandboxed frame; and whom the operator names. Origins
    are compared as whole strings. There are no credentials here that a foreign page could ride on:
    the rule keeps strangers from spending our processors through their visitors.
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
        origins = _all(scope, b"origin")
        if not origins:
            return True
        if len(origins) > 1:
            return False
        origin = origins[0]
        own = {scheme + host.lower() for scheme in SCHEMES for host in _all(scope, b"host") if host}
        return origin == "null" or origin.lower() in own or origin in self.allowed

    def _refusal(self) -> Response:
        return ProblemError(
            403,
            "This page may not open a WebSocket here. "
            "The operator can allow its origin with DESCENTLAB_ALLOWED_ORIGINS.",
        ).response()


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key == name]
