"""Sent bytes: how long the content of an ASGI message to the client is."""

from collections.abc import Mapping
from typing import Any

PARTS = "descentlab.parts"
"""Key of a WebSocket message that holds a list of parts in place of ``bytes``. A server that supports it
lists it among its extensions."""

RESPONSE_STARTS = ("http.response.start", "websocket.http.response.start")
"""Types of the messages that begin a response, also one to a handshake that is refused."""


def sent_bytes(message: Mapping[str, Any]) -> int:
    """Bytes of the body, of the text or of the binary content, without headers and frames."""
    if content := message.get("body") or message.get("bytes"):
        return len(content)
    if text := message.get("text"):
        return len(text) if text.isascii() else len(text.encode())
    return sum(map(len, message.get(PARTS, ())))
