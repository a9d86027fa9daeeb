"""Uvicorn's HTTP, with an end to patience, and with a pace.

Uvicorn has no deadline for a request: headers or a body that trickle in keep their connection for ever.
And it answers one connection as fast as it asks, whoever else is waiting.
"""

import asyncio
from typing import Any, final

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..core.problem_details import MEDIA_TYPE, ProblemError
from ..limits.token_bucket import TokenBucket
from .lingering_close import LingeringClose

REQUEST_DEADLINE_S = 10.0
"""From the connection, or from the first byte of a further request, to the request's last byte."""

NO_HTTP = "This is no HTTP request that can be read, or its head is too long. Send a shorter or another one."


@final
class DeadlineHTTPProtocol(H11Protocol):
    """HTTP whose requests must arrive whole within the deadline, and are answered at a pace.

    Args:
        pace: requests a second of one connection, lastingly, and at once; the next ones wait. None where
            connections are a proxy's, which bear everybody's requests.
    """

    _deadline: asyncio.TimerHandle | None = None
    _lingering: LingeringClose | None = None

    def __init__(self, *args: Any, pace: tuple[float, float] | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._pace = TokenBucket(*pace) if pace else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        if self._lingering is not None:
            self._lingering.on_data()
            return
        super().data_received(data)
        if self._lingering is None:
            self._watch()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Say what is wrong as everywhere, and close once nothing more is coming."""
        body = orjson.dumps(ProblemError(400, NO_HTTP).body())
        headers = [("content-type", MEDIA_TYPE), ("connection", "close")]
        for event in (
            h11.Response(status_code=400, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self._unwatch()
        self._lingering = LingeringClose(self.loop, self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        if self._lingering is not None:
            self._lingering.cancel()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._unwatch()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        seconds = self._pace.wait() if self._pace else 0.0
        if seconds:
            self.loop.call_later(seconds, self._next)  # until then nothing more is read
        else:
            self._next()

    def _next(self) -> None:
        super().on_response_complete()
        self._unwatch()
        if self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]:
            self._watch()  # a part of the next one came with this one

    def _watch(self) -> None:
        """Start the clock where a request is due or half-way in; stop it where one is whole."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self or self._whole():
            self._unwatch()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_DEADLINE_S, self.transport.abort)

    def _whole(self) -> bool:
        return self.conn.their_state in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.SWITCHED_PROTOCOL)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
