"""Request ids: in the response and in the log; a proxy's own id is used if it sends one."""

import re
import secrets
from typing import final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.logs import REQUEST_ID
from ..core.sent_bytes import RESPONSE_STARTS

HEADER = "X-Request-ID"
TAKEN = re.compile(rb"[0-9a-fA-F-]{8,64}")
"""Form of an id that is accepted from a proxy; nothing else gets into the log."""


@final
class RequestId:
    """Request id: names each request and WebSocket, for its response and all that is logged meanwhile."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        id_ = _given(scope) or secrets.token_hex(16)
        mark = REQUEST_ID.set(id_)

        async def named(message: Message) -> None:
            if message["type"] in RESPONSE_STARTS:
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers[HEADER] = id_
                message = {**message, "headers": headers.raw}
            await send(message)

        try:
            await self.app(scope, receive, named)
        finally:
            REQUEST_ID.reset(mark)


def _given(scope: Scope) -> str | None:
    header_name = HEADER.lower().encode()
    request_id = next((value for name, value in scope["headers"] if name == header_name), b"")
    return request_id.decode() if TAKEN.fullmatch(request_id) else None
