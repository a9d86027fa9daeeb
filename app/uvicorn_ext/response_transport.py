"""Response transport: wraps a connection's transport, to send the head and body of a response together."""

import asyncio
from collections.abc import Callable
from typing import final

JOINED_BYTES = 16 * 1024
"""Longest body that is sent together with its head; joining a longer one would cost a copy."""


@final
class ResponseTransport:
    """Response transport: joins the head of a response with its body, and replaces how it is closed.

    Uvicorn writes the head and then the body, which leave in two segments. A proxy that is still sending a
    refused body may stop between them (Caddy does), so the client would get a head without its body.

    Args:
        loop: the event loop; in its next iteration a head without a body is sent alone.
        transport: the transport of the connection.
        close: called in place of ``transport.close``.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, close: Callable[[], None]
    ) -> None:
        self.is_closing = transport.is_closing
        self._loop = loop
        self._transport = transport
        self._close = close
        self._head: bytes | None = None
        self._begun = False

    def write(self, data: bytes) -> None:
        """Write the data; the first piece waits for the second one until the loop's next iteration."""
        if not self._begun:
            self._begun = True
            self._head = data
            self._loop.call_soon(self._flush)
        elif self._head is not None and len(data) <= JOINED_BYTES:
            head, self._head = self._head, None
            self._transport.write(head + data)
        else:
            self._flush()
            self._transport.write(data)

    def close(self) -> None:
        """Close the connection once everything is written."""
        self._flush()
        self._close()

    def _flush(self) -> None:
        head, self._head = self._head, None
        if head is not None:
            self._transport.write(head)
