"""WebSocket protocol: uvicorn's, with timeouts and a limit of frames.

In uvicorn one whose client does not read is never closed: the close waits behind what is still to be
sent, and holds up the shutdown too.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from ..limits.token_bucket import TokenBucket
from ..ws.fragments import PARTS, fragments
from .lingering_close import LingeringClose

UNSENT_BYTES = 32 * 1024
"""What waits behind the kernel's own store for a WebSocket; beyond it, who sends has to wait."""

PART_BYTES = 512
"""Of what a WebSocket sends, taken apart at once: some eighty frames at most."""

FRAMES_PER_SECOND, FRAME_BURST = 200.0, 1000
"""Pings, pongs and continued frames of one WebSocket."""

POLICY_VIOLATION = 1008
CLOSE_REASON_S = 0.5
"""Time in which the reason of a close may go out to a client whose messages are no longer read."""

CLOSING_S = 2.0
"""What a WebSocket may take to close before it is cut off."""


@final
class TimeoutWebSocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket that is cut off when it does not close in time, and reads no further than it must.

    Uvicorn takes apart all that has come at once, a quarter of a megabyte, before anybody can count the
    messages in it; and goes on after it has been told to close. Here it is a little at a time, and nothing
    more of who is sent away. A message that comes in parts goes out in fragments, as fast as it is read.
    """

    _unread = b""
    _reading: asyncio.Handle | None = None
    _expelled = False
    _lingering: LingeringClose | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=UNSENT_BYTES)
        self._frames = TokenBucket(FRAMES_PER_SECOND, FRAME_BURST)
        self._unsent: Iterator[tuple[bytes | memoryview, bool]] = iter(())
        self._whole = asyncio.Event()
        self._whole.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unread = b""
        self._abandon()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._drain()

    def data_received(self, data: bytes) -> None:
        if self._lingering is not None:
            self._lingering.on_data(data)
        elif not self._expelled:
            self._unread += data
            self._read_on()

    async def receive(self) -> Any:
        message = await super().receive()
        self._read_on()
        return message

    async def send(self, message: Any) -> None:
        await self._whole.wait()  # nothing comes between fragments; those of a cancelled message go on
        if parts := message.get(PARTS):
            await self._send_parts(parts)
            return
        if message["type"] == "websocket.accept" and self.transport.is_closing():
            raise ClientDisconnected  # uvicorn would send nothing, and report an incomplete handshake
        await super().send(message)
        if message["type"] == "websocket.close" and message.get("code") == POLICY_VIOLATION:
            self._close_with_reason()

    def handle_ping(self) -> None:
        super().handle_ping()
        self._count()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        self._count()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        self._count()

    def handle_parser_exception(self) -> None:
        """Say why, and take in what is still coming before the connection is closed.

        Uvicorn closes at once: what has not been read then resets the connection, and the reason is lost.
        """
        close = self.conn.close_sent
        assert close is not None
        ended: Any = {"type": "websocket.disconnect", "code": close.code, "reason": close.reason}
        self.queue.put_nowait(ended)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = self._expelled = True
        self._unread = b""
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self._lingering = LingeringClose(self.loop, self.transport)
        timer: Any = self._lingering
        self.close_timer = timer  # uvicorn cancels it; where there is none it closes at once

    async def run_asgi(self) -> None:
        extensions: Any = self.scope["extensions"]
        extensions[PARTS] = {}
        try:
            await super().run_asgi()
        finally:
            self._cut_off_in(CLOSING_S)

    def shutdown(self) -> None:
        super().shutdown()
        self._cut_off_in(CLOSING_S)

    async def _send_parts(self, parts: Any) -> None:
        await self.writable.wait()
        if self.disconnected or self.conn.state is not State.OPEN:
            raise ClientDisconnected
        self._unsent = fragments(parts)
        self._whole.clear()
        self._drain()
        await self._whole.wait()
        if self.disconnected:
            raise ClientDisconnected

    def _drain(self) -> None:
        """Send fragments until the transport has enough for now, the message is whole, or nobody wants it."""
        while self.writable.is_set() and not self._whole.is_set():
            if self.conn.state is not State.OPEN or self.transport.is_closing():
                self._abandon()
                return
            piece, last = next(self._unsent)
            if self.conn.expect_continuation_frame:
                self.conn.send_continuation(piece, last)
            else:
                self.conn.send_binary(piece, last)
            self.transport.write(b"".join(self.conn.data_to_send()))
            if last:
                self._abandon()

    def _abandon(self) -> None:
        """There is no more of the message to be sent."""
        self._unsent = iter(())
        self._whole.set()

    def _read_on(self) -> None:
        """Take apart a little of what has come; the rest in turn with all others."""
        ready = self._reading is None and not self.read_paused and not self.transport.is_closing()
        if ready and self._unread:
            part, self._unread = self._unread[:PART_BYTES], self._unread[PART_BYTES:]
            super().data_received(part)
            if self._unread:
                self._reading = self.loop.call_soon(self._read_again)

    def _read_again(self) -> None:
        self._reading = None
        self._read_on()

    def _count(self) -> None:
        """Frames that no session sees; it counts its messages itself."""
        if not self._expelled and not self._frames.take():
            if not self.close_sent:
                self.conn.send_close(POLICY_VIOLATION, "Too many frames a second.")
                self.transport.write(b"".join(self.conn.data_to_send()))
            self._close_with_reason()

    def _close_with_reason(self) -> None:
        """Read nothing more; what says so may still go out."""
        self._expelled, self._unread = True, b""
        if not self.transport.is_closing():
            self.transport.pause_reading()
        self._cut_off_in(CLOSE_REASON_S)

    def _cut_off_in(self, seconds: float) -> None:
        transport: Any = self.transport
        self.loop.call_later(seconds, transport.abort)
