"""State codec: packs an experiment into a URL as JSON, raw deflate and base64url, as the page does.

Behind the deflated JSON stands its CRC-32, so that a link that lost or changed a character is never opened
as other data. Such a stream begins with ``CHECKED``, an empty block, which says that a checksum must follow.
Links of earlier versions have neither.
"""

import base64
import binascii
import zlib

from ..core.problem_details import ProblemError

RAW = -15
"""``wbits`` of zlib for deflate without a header; browsers call it ``deflate-raw``."""

CHECKED = b"\x00\x00\x00\xff\xff"
"""An empty stored block of deflate: first bytes of a state that ends with its checksum."""

CHECKSUM_BYTES = 4

DAMAGED = (
    "This link is damaged: some of its characters were lost or changed on the way. "
    "Copy the whole address once more."
)


def encode(text: str) -> str:
    """Pack a text for a URL, with its checksum."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, RAW)
    deflated = CHECKED + squeeze.compress(text.encode()) + squeeze.flush()
    return _base64url(deflated + _checksum(deflated))


def decode(state: str, limit: int) -> bytes:
    """Unpack a text that ``encode`` packed.

    Args:
        state: from a URL.
        limit: maximum size of the text in bytes; unpacking stops there.

    Raises:
        ProblemError: 400 if the state is damaged, 413 if the text is longer than ``limit``.
    """
    try:
        inflate = zlib.decompressobj(RAW)
        text = inflate.decompress(_deflated(state), limit + 1)
    except (ValueError, binascii.Error, zlib.error):
        raise ProblemError(400, DAMAGED) from None
    if len(text) > limit or inflate.unconsumed_tail:
        raise ProblemError(413, f"The experiment in this address is longer than {limit:,} bytes.")
    if not inflate.eof or inflate.unused_data:
        raise ProblemError(400, DAMAGED)
    return text


def _deflated(state: str) -> bytes:
    """The deflated text of a state; raises ``ValueError`` if the checksum does not belong to it."""
    data = base64.b64decode(state.encode() + b"=" * (-len(state) % 4), b"-_", validate=True)
    if not data.startswith(CHECKED):
        return data
    deflated = data[:-CHECKSUM_BYTES]
    if data[-CHECKSUM_BYTES:] != _checksum(deflated) or _base64url(data) != state:
        raise ValueError("the checksum is that of another state")
    return deflated


def _checksum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big")


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
