"""Fragments: a large WebSocket message in small frames, so that a slow reader holds little memory.

RFC 6455, section 5.4: one message may go out as several frames. The browser puts them together again.
"""

from collections.abc import Iterator, Sequence

PARTS = "descentlab.parts"
"""Key of a message, in place of ``bytes``: its parts. A server that takes them lists it as an extension."""

FRAGMENT_BYTES = 16 * 1024


def fragments(parts: Sequence[bytes | memoryview]) -> Iterator[tuple[bytes | memoryview, bool]]:
    """Pieces of the message that the parts make together, each with whether it is the last; no copies."""
    pieces = [
        memoryview(part)[start : start + FRAGMENT_BYTES]
        for part in parts
        for start in range(0, len(part), FRAGMENT_BYTES)
    ]
    yield from ((piece, False) for piece in pieces[:-1])
    yield pieces[-1] if pieces else b"", True
