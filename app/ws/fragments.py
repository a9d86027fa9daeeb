"""Fragments: sends a large WebSocket message as small frames, so that a slow client takes little memory.

RFC 6455, section 5.4: one message may go out as several frames. The browser puts them together again.
"""

from collections.abc import Iterator, Sequence

FRAGMENT_BYTES = 16 * 1024


def fragments(parts: Sequence[bytes | memoryview]) -> Iterator[tuple[bytes | memoryview, bool]]:
    """The message that consists of ``parts`` as small pieces, each with whether it is the last; no copies."""
    pieces = [
        memoryview(part)[start : start + FRAGMENT_BYTES]
        for part in parts
        for start in range(0, len(part), FRAGMENT_BYTES)
    ]
    yield from ((piece, False) for piece in pieces[:-1])
    yield pieces[-1] if pieces else b"", True
