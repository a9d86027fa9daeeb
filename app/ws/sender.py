"""Sender: the sending side of one WebSocket; waits for a slow reader, drops a blocked one."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, final

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..core.counters import Counters
from ..core.sent_bytes import PARTS


class ClientGoneError(Exception):
    """The client has left, or has not read for too long."""


@final
class Sender:
    """Sender: sends whole messages in order, each within ``timeout_s``.

    Nothing is queued: a send waits until the socket accepts it, so a slow reader delays its own run alone.
    """

    def __init__(self, socket: WebSocket, timeout_s: float, counters: Counters) -> None:
        self._socket = socket
        self._timeout_s = timeout_s
        self._counters = counters
        self._turn = asyncio.Lock()
        self.blocked = False
        """Whether the client has left something unread for too long."""

    async def send_json(self, message: Mapping[str, Any], parts: Sequence[bytes | memoryview] = ()) -> None:
        """Send a JSON message, then the binary frame that belongs to it, which consists of ``parts``.

        The parts are joined only if the server cannot send them one by one: they may be large and shared
        by many clients, and a joined copy would wait in memory for each client that does not read.

        Raises:
            ClientGoneError: the client has left, or has not read for too long.
        """
        async with self._turn:
            await self._send({"type": "websocket.send", "text": orjson.dumps(message).decode()})
            if parts:
                one_by_one = PARTS in self._socket.scope.get("extensions", {})
                frame = {PARTS: parts} if one_by_one else {"bytes": b"".join(parts)}
                await self._send({"type": "websocket.send", **frame})

    async def send_bytes(self, frame: bytes) -> None:
        """Send a binary frame that belongs to no JSON message. Raises ``ClientGoneError``."""
        async with self._turn:
            await self._send({"type": "websocket.send", "bytes": frame})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._socket.send(message)
            self._counters.frames += "text" not in message
        except (TimeoutError, WebSocketDisconnect, RuntimeError) as error:
            self.blocked = self.blocked or isinstance(error, TimeoutError)
            raise ClientGoneError from error
