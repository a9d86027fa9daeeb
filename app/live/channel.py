"""The sending side of one WebSocket: a slow reader is waited for, a blocked one is dropped."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, final

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect


class ReaderGone(Exception):
    """The client has left, or has not read for too long."""


@final
class Channel:
    """Whole messages, one after another, each within ``timeout_s``.

    Nothing is queued: who sends waits until the socket takes it, so a slow reader holds back its own
    run and nothing else.
    """

    def __init__(self, socket: WebSocket, timeout_s: float) -> None:
        self._socket = socket
        self._timeout_s = timeout_s
        self._turn = asyncio.Lock()
        self.frames = 0
        """Binary frames that went out."""
        self.blocked = False
        """Whether the client has left something unread for too long."""

    async def say(self, message: Mapping[str, Any], frame: Callable[[], bytes] | None = None) -> None:
        """Send a JSON message, and the binary frame that belongs to it right behind.

        The frame is made only then: it may be large, and many may wait here who do not read.
        """
        async with self._turn:
            await self._send({"type": "websocket.send", "text": orjson.dumps(message).decode()})
            if frame is not None:
                await self._send({"type": "websocket.send", "bytes": frame()})

    async def show(self, frame: bytes) -> None:
        """Send a binary frame."""
        async with self._turn:
            await self._send({"type": "websocket.send", "bytes": frame})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._socket.send(message)
            self.frames += "bytes" in message
        except (TimeoutError, WebSocketDisconnect, RuntimeError) as error:
            self.blocked = self.blocked or isinstance(error, TimeoutError)
            raise ReaderGone from error
