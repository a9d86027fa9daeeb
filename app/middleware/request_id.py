"""Request ids: in the response and in the log; a proxy's own id is used if it sends one."""

import logging
import re
import secrets
import time
from typing import final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.counters import Counters
from ..core.logs import REQUEST_ID, log_event

log = logging.getLogger("descentlab")

HEADER = "X-Request-ID"
TAKEN = re.compile(rb"[0-9a-fA-F-]{8,64}")
"""Form of an id that is accepted from a proxy; nothing else gets into the log."""

STARTS = ("http.response.start", "websocket.http.response.start")
SILENT = ("/healthz", "/readyz", "/metrics")
"""Routes that monitors poll; they are not logged."""


@final
class RequestId:
    """Request id: names each request, counts its status and logs its route, not its query."""

    def __init__(self, app: ASGIApp, counters: Counters) -> None:
        self.app = app
        self.counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        id_ = _given(scope) or secrets.token_hex(16)
        mark = REQUEST_ID.set(id_)
        begun, status = time.perf_counter(), 101 if scope["type"] == "websocket" else 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] in STARTS:
                status = message["status"]
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers[HEADER] = id_
                message = {**message, "headers": headers.raw}
            await send(message)

        try:
            await self.app(scope, receive, named)
        finally:
            self.counters.responses[status] += 1
            if (route := _route(scope)) not in SILENT:
                ms = round(1e3 * (time.perf_counter() - begun), 1)
                log_event(log, "served", method=scope.get("method", "WS"), route=route, status=status, ms=ms)
            REQUEST_ID.reset(mark)


def _given(scope: Scope) -> str | None:
    header_name = HEADER.lower().encode()
    request_id = next((value for name, value in scope["headers"] if name == header_name), b"")
    return request_id.decode() if TAKEN.fullmatch(request_id) else None


def _route(scope: Scope) -> str:
    """The path pattern of the route; not the URL, which may contain an experiment."""
    return str(getattr(scope.get("route"), "path", "none"))
