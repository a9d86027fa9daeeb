"""Access log: a line for each request, and for the opening and the closing of each WebSocket."""

import logging
import time
from typing import Any, final
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.counters import Counters
from ..core.logs import ACCESS_LOG, log_event
from ..core.sent_bytes import RESPONSE_STARTS, sent_bytes

log = logging.getLogger(ACCESS_LOG)

SILENT = ("/healthz", "/readyz", "/metrics")
"""Routes that monitors poll; they are not logged."""

MAX_PATH = 200
"""Longest path in a line, in characters."""

SWITCHING_PROTOCOLS = 101
FORBIDDEN = 403
"""What a server answers to a handshake that is closed before it is accepted."""

NORMAL_CLOSURE = 1000
ABNORMAL_CLOSURE = 1006
"""Close code of a WebSocket that ended without one."""


@final
class AccessLog:
    """Access log: counts each response, measures its time, and logs it.

    Args:
        app: the application within.
        counters: what is counted and measured.
        clients: whether a line has the client's address and the path; else it has the path pattern of the
            route alone. Never the query, which may contain an experiment.
    """

    def __init__(self, app: ASGIApp, counters: Counters, clients: bool) -> None:
        self.app = app
        self.counters = counters
        self.clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        access = _Access(scope, self.clients)

        async def received() -> Message:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                access.close(message.get("code", ABNORMAL_CLOSURE))
            return message

        async def sent(message: Message) -> None:
            access.note(message)
            await send(message)

        try:
            await self.app(scope, received if scope["type"] == "websocket" else receive, sent)
        finally:
            self.counters.responses[access.answer] += 1
            if scope["type"] == "http":
                self.counters.observe_response(access.route, access.answer, access.seconds)
            access.log_end()


class _Access:
    """Access: what is known so far of one request or WebSocket."""

    def __init__(self, scope: Scope, clients: bool) -> None:
        self._scope = scope
        self._clients = clients
        self._begun = time.perf_counter()
        self._bytes = 0
        self._open = False
        self._code: int | None = None
        self.answer = SWITCHING_PROTOCOLS if scope["type"] == "websocket" else 0
        """Status of the response; 101 for a WebSocket, 0 for a request without a response."""

    @property
    def route(self) -> str:
        """The path pattern of the route."""
        return str(getattr(self._scope.get("route"), "path", "none"))

    @property
    def seconds(self) -> float:
        """Time since the request arrived."""
        return time.perf_counter() - self._begun

    def note(self, message: Message) -> None:
        """Note a message that is sent to the client."""
        match message["type"]:
            case kind if kind in RESPONSE_STARTS:
                self.answer = message["status"]
            case "websocket.accept":
                self._open = True
                self._log("opened", SWITCHING_PROTOCOLS)
            case "websocket.close" if self._open:
                self.close(message.get("code", NORMAL_CLOSURE))
            case "websocket.close":
                self.answer = FORBIDDEN
            case _:
                self._bytes += sent_bytes(message)

    def close(self, code: int) -> None:
        """Note the close code of a WebSocket: the first one counts."""
        self._code = self._code or code

    def log_end(self) -> None:
        """Log the response, or that the WebSocket is closed."""
        if self.answer == SWITCHING_PROTOCOLS:
            self._log("closed", self._code or ABNORMAL_CLOSURE)
        else:
            self._log("served", self.answer)

    def _log(self, event: str, status: int) -> None:
        if not log.isEnabledFor(logging.INFO) or self.route in SILENT:
            return
        facts: dict[str, Any] = {
            "method": self._scope.get("method", "WS"),
            "route": self.route,
            "status": status,
            "bytes": 0 if self._scope.get("method") == "HEAD" else self._bytes,
            "seconds": round(self.seconds, 4),
            "http": self._scope.get("http_version", "1.1"),
        }
        if self._clients:
            client = self._scope.get("client")
            facts |= {"client": client[0] if client else "-", "path": _printable(self._scope["path"])}
        log_event(log, event, **facts)


def _printable(path: str) -> str:
    """The path in ASCII without blanks, quotes and control characters, cut where it is long."""
    return quote(path, safe="/:@!$&'()*+,;=~")[:MAX_PATH]
