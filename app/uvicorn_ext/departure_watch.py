"""Departure watch: notices that a peer has closed its connection while nothing is read from it.

Reading pauses while a further request waits behind the one that is being answered. Then nobody would see
that the client has gone, and what it asked for would be computed to the end.
"""

import asyncio
import select
from typing import final

INTERVAL_S = 1.0
PEER_CLOSED = getattr(select, "POLLRDHUP", 0)
"""Event of a peer that has closed; 0 where the system has none (it is Linux's)."""


@final
class DepartureWatch:
    """Departure watch: asks the kernel once a second, and aborts a connection whose peer has closed it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> None:
        self._loop = loop
        self._transport = transport
        self._poll = select.poll()
        self._poll.register(transport.get_extra_info("socket").fileno(), PEER_CLOSED)
        self._timer = loop.call_later(INTERVAL_S, self._check)

    @classmethod
    def begin(cls, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> "DepartureWatch | None":
        """Watch a connection; None where the system cannot tell."""
        return cls(loop, transport) if PEER_CLOSED else None

    def cancel(self) -> None:
        """End the watch: the connection is read again, or closed."""
        self._timer.cancel()

    def _check(self) -> None:
        if self._poll.poll(0):
            self._transport.abort()
        else:
            self._timer = self._loop.call_later(INTERVAL_S, self._check)
