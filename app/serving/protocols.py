"""Uvicorn's protocols, with an end to patience.

Uvicorn has no deadline for a request: headers or a body that trickle in keep their connection for
ever. And a WebSocket whose client does not read is never closed: the close waits behind what is
still to be sent, and holds up the shutdown too.
"""

import asyncio
from typing import Any, final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

REQUEST_DEADLINE_S = 10.0
"""From the connection, or from the first byte of a further request, to the request's last byte."""

UNSENT_BYTES = 32 * 1024
"""What waits behind the kernel's own store for a WebSocket; beyond it, who sends has to wait."""

CLOSING_S = 2.0
"""What a WebSocket may take to close before it is cut off."""


@final
class DeadlineHttp(H11Protocol):
    """HTTP whose requests must arrive whole within the deadline."""

    _deadline: asyncio.TimerHandle | None = None

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


@final
class ImpatientWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket that is cut off when it does not close in time."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=UNSENT_BYTES)

    async def run_asgi(self) -> None:
        try:
            await super().run_asgi()
        finally:
            self._cut_off_later()

    def shutdown(self) -> None:
        super().shutdown()
        self._cut_off_later()

    def _cut_off_later(self) -> None:
        transport: Any = self.transport
        self.loop.call_later(CLOSING_S, transport.abort)
