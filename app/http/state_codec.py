"""State codec: packs an experiment into a URL as JSON, raw deflate and base64url, as the page does."""

import base64
import binascii
import zlib

from ..core.problem_details import ProblemError

RAW = -15
"""``wbits`` of zlib for deflate without a header; browsers call it ``deflate-raw``."""


def encode(text: str) -> str:
    """Pack a text for a URL."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, RAW)
    deflated = squeeze.compress(text.encode()) + squeeze.flush()
    return base64.urlsafe_b64encode(deflated).rstrip(b"=").decode()


def decode(state: str, limit: int) -> bytes:
    """Unpack a text that ``encode`` packed.

    Args:
        state: from a URL.
        limit: maximum size of the text in bytes; unpacking stops there.

    Raises:
        ProblemError: 400 if the state is damaged, 413 if the text is longer than ``limit``.
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
