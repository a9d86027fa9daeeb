"""Lingering close: after an early response, keep reading until the peer has read it, then close.

A kernel that closes a socket with unread data sends a reset, and the peer that gets it drops the response it
has not read yet. nginx (``lingering_close``) and RFC 9112, section 9.6, do the same.
"""

import asyncio
from typing import final

LINGER_S = 10.0
"""Longest time that data is still read and discarded; as long as a request may take to arrive."""

QUIET_S = 1.0
"""Time without data after which the peer is taken to have sent everything."""

LINGER_BYTES = 32 * 2**20
"""Most data that is read and discarded."""


@final
class LingeringClose:
    """Half-closes a connection, discards what arrives, and closes it.

    It is closed when the peer has been quiet for ``QUIET_S``, when ``LINGER_S`` have passed, or when more
    than ``LINGER_BYTES`` have arrived. A peer that closes first ends it at once.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> None:
        self._loop = loop
        self._transport = transport
        self._discarded = 0
        self._quiet_since = loop.time()
        self._end = self._quiet_since + LINGER_S
        self._timer = loop.call_later(QUIET_S, self._check)
        if transport.can_write_eof():
            transport.write_eof()  # the peer sees that nothing more follows, and closes its side

    def on_data(self, data: bytes) -> None:
        """Count data that has arrived and is discarded."""
        self._discarded += len(data)
        self._quiet_since = self._loop.time()
        if self._discarded > LINGER_BYTES:
            self._close()

    def cancel(self) -> None:
        """Stop the timer: the connection is closed already."""
        self._timer.cancel()

    def _check(self) -> None:
        now, close_at = self._loop.time(), min(self._end, self._quiet_since + QUIET_S)
        if now >= close_at:
            self._close()
        else:
            self._timer = self._loop.call_later(close_at - now, self._check)

    def _close(self) -> None:
        self._timer.cancel()
        self._transport.close()
