"""State codec: an experiment in a URL, as JSON, deflated, base64url; the page uses the same."""

import base64
import binascii
import zlib

from ..core.problem_details import ProblemError

RAW = -15
"""zlib's word for deflate without a wrapper, ``deflate-raw`` in browsers."""


def encode(text: str) -> str:
    """The text as it is written in a URL."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, RAW)
    deflated = squeeze.compress(text.encode()) + squeeze.flush()
    return base64.urlsafe_b64encode(deflated).rstrip(b"=").decode()


def decode(state: str, limit: int) -> bytes:
    """The text that ``encode`` was given.

    Args:
        state: from an address.
        limit: bytes beyond which it is refused, before it is unpacked any further.

    Raises:
        ProblemError: 400 if it is no such text, 413 if it is too long.
    """
    try:
        deflated = base64.b64decode(state.encode() + b"=" * (-len(state) % 4), b"-_", validate=True)
        inflate = zlib.decompressobj(RAW)
        text = inflate.decompress(deflated, limit + 1)
    except (ValueError, binascii.Error, zlib.error):
        raise ProblemError(400, "The state in this address is damaged. Copy the address once more.") from None
    if len(text) > limit or inflate.unconsumed_tail:
        raise ProblemError(413, f"The experiment in this address is longer than {limit:,} bytes.")
    if not inflate.eof:
        raise ProblemError(400, "The state in this address is cut short. Copy the address once more.")
    return text
