"""Uvicorn's HTTP, with an end to patience, and with a pace.

Uvicorn has no deadline for a request: headers or a body that trickle in keep their connection for ever.
And it answers one connection as fast as it asks, whoever else is waiting.
"""

import asyncio
from typing import Any, final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..live.bucket import Bucket

REQUEST_DEADLINE_S = 10.0
"""From the connection, or from the first byte of a further request, to the request's last byte."""


@final
class DeadlineHttp(H11Protocol):
    """HTTP whose requests must arrive whole within the deadline, and are answered at a pace.

    Args:
        pace: requests a second of one connection, lastingly, and at once; the next ones wait. None where
            connections are a proxy's, which bear everybody's requests.
    """

    _deadline: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, pace: tuple[float, float] | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._pace = Bucket(*pace) if pace else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
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
