"""The end of a connection that was refused: what nobody reads would reset it, and lose the reason."""

import asyncio
from typing import final

LINGER_S = 0.5
"""At most so long is still listened; for the last word to one who is sent away, too."""

QUIET_S = 0.1
"""With nothing coming: then all has been said."""


@final
class LingeringClose:
    """Closes a connection once nothing more is coming; whoever hears something says so."""

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> None:
        self._loop = loop
        self._transport = transport
        self._latest = loop.time() + LINGER_S
        self.on_data()
        self._timer = loop.call_later(QUIET_S, self._look)

    def on_data(self) -> None:
        """Something has come, and is not looked at."""
        self._heard_at = self._loop.time()

    def cancel(self) -> None:
        """The connection is gone already."""
        self._timer.cancel()

    def _look(self) -> None:
        if self._loop.time() >= min(self._latest, self._heard_at + QUIET_S):
            self._transport.close()
        else:
            self._timer = self._loop.call_later(QUIET_S, self._look)
