"""WebSocket protocol: uvicorn's, with timeouts and a limit of frames.

Uvicorn never closes a WebSocket whose client does not read: the close waits behind the data that is still
to be sent, and delays the shutdown too.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from ..core.sent_bytes import PARTS
from ..limits.token_bucket import TokenBucket
from ..ws.fragments import fragments
from .lingering_close import LingeringClose

UNSENT_BYTES = 32 * 1024
"""Write buffer of a WebSocket, beyond the kernel's; while it is full, the sender waits."""

PART_BYTES = 512
"""Received bytes that are parsed at once: about eighty frames at most."""

FRAMES_PER_SECOND, FRAME_BURST = 200.0, 1000
"""Limit on pings, pongs and continuation frames of one WebSocket."""

POLICY_VIOLATION = 1008
CLOSE_REASON_S = 0.5
"""Time to send the reason of a close to a client whose messages are no longer read."""

CLOSING_S = 2.0
"""Time in which a WebSocket must close before its connection is aborted."""


@final
class TimeoutWebSocketProtocol(WebSocketsSansIOProtocol):
    """WebSocket protocol: aborts a connection that does not close in time, and parses input in small parts.

    Uvicorn parses everything received, up to a quarter of a megabyte, before the messages in it can be
    counted, and continues after a close. Here a little is parsed at a time, and nothing more once the client
    is disconnected. A message in parts is sent in fragments, as fast as the client reads.
    """

    _received = b""
    _parse_handle: asyncio.Handle | None = None
    _discards_input = False
    _lingering: LingeringClose | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=UNSENT_BYTES)
        self._frames = TokenBucket(FRAMES_PER_SECOND, FRAME_BURST)
        self._fragments: Iterator[tuple[bytes | memoryview, bool]] = iter(())
        self._message_sent = asyncio.Event()
        self._message_sent.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._received = b""
        self._finish_message()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._drain()

    def data_received(self, data: bytes) -> None:
        if self._lingering is not None:
            self._lingering.on_data(data)
        elif not self._discards_input:
            self._received += data
            self._parse_next()

    async def receive(self) -> Any:
        message = await super().receive()
        self._parse_next()
        return message

    async def send(self, message: Any) -> None:
        await self._message_sent.wait()  # nothing goes between fragments, even of a cancelled message
        if parts := message.get(PARTS):
            await self._send_parts(parts)
            return
        if message["type"] == "websocket.accept" and self.transport.is_closing():
            raise ClientDisconnected  # uvicorn would send nothing, and report an incomplete handshake
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True  # refused: uvicorn would report an incomplete handshake
        if message["type"] == "websocket.close" and message.get("code") == POLICY_VIOLATION:
            self._close_with_reason()

    def handle_ping(self) -> None:
        super().handle_ping()
        self._count_frame()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        self._count_frame()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        self._count_frame()

    def handle_parser_exception(self) -> None:
        """Send the reason, and read further input before the connection is closed.

        Uvicorn closes at once: unread input then resets the connection, and the reason is lost.
        """
        close = self.conn.close_sent
        assert close is not None
        ended: Any = {"type": "websocket.disconnect", "code": close.code, "reason": close.reason}
        self.queue.put_nowait(ended)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = self._discards_input = True
        self._received = b""
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._lingering = LingeringClose(self.loop, self.transport)
        timer: Any = self._lingering
        self.close_timer = timer  # uvicorn cancels it; without one it closes at once

    async def run_asgi(self) -> None:
        extensions: Any = self.scope["extensions"]
        extensions[PARTS] = {}
        try:
            await super().run_asgi()
        finally:
            self._abort_after(CLOSING_S)

    def shutdown(self) -> None:
        super().shutdown()
        self._abort_after(CLOSING_S)

    async def _send_parts(self, parts: Any) -> None:
        await self.writable.wait()
        if self.disconnected or self.conn.state is not State.OPEN:
            raise ClientDisconnected
        self._fragments = fragments(parts)
        self._message_sent.clear()
        self._drain()
        await self._message_sent.wait()
        if self.disconnected:
            raise ClientDisconnected

    def _drain(self) -> None:
        """Send fragments until the write buffer is full, the message is complete or the connection closes."""
        while self.writable.is_set() and not self._message_sent.is_set():
            if self.conn.state is not State.OPEN or self.transport.is_closing():
                self._finish_message()
                return
            piece, last = next(self._fragments)
            if self.conn.expect_continuation_frame:
                self.conn.send_continuation(piece, last)
            else:
                self.conn.send_binary(piece, last)
            self.transport.write(b"".join(self.conn.data_to_send()))
            if last:
                self._finish_message()

    def _finish_message(self) -> None:
        """Drop the remaining fragments and let the next message go."""
        self._fragments = iter(())
        self._message_sent.set()

    def _parse_next(self) -> None:
        """Parse a small part of the input; the rest later, in turn with other connections."""
        ready = self._parse_handle is None and not self.read_paused and not self.transport.is_closing()
        if ready and self._received:
            part, self._received = self._received[:PART_BYTES], self._received[PART_BYTES:]
            super().data_received(part)
            if self._received:
                self._parse_handle = self.loop.call_soon(self._continue_parsing)

    def _continue_parsing(self) -> None:
        self._parse_handle = None
        self._parse_next()

    def _count_frame(self) -> None:
        """Count a ping, pong or continuation frame; if there are too many a second, close the connection.

        The connection's handler counts messages, but does not see these frames.
        """
        if not self._discards_input and not self._frames.take():
            if not self.close_sent:
                self.conn.send_close(POLICY_VIOLATION, "Too many frames a second.")
                self.transport.write(b"".join(self.conn.data_to_send()))
            self._close_with_reason()

    def _close_with_reason(self) -> None:
        """Stop reading; abort after ``CLOSE_REASON_S``, so that the close frame can still be sent."""
        self._discards_input, self._received = True, b""
        if not self.transport.is_closing():
            self.transport.pause_reading()
        self._abort_after(CLOSE_REASON_S)

    def _abort_after(self, seconds: float) -> None:
        transport: Any = self.transport
        self.loop.call_later(seconds, transport.abort)
