"""Page addresses: hold an experiment after ``#s=`` as JSON, raw deflate, a checksum and base64url."""

import base64
import json
import zlib
from collections.abc import Mapping
from html import escape
from typing import Any

CHECKED = b"\x00\x00\x00\xff\xff"
"""An empty block of deflate: first bytes of a state behind which its CRC-32 stands."""


def state_fragment(experiment: Mapping[str, Any]) -> str:
    """Encode an experiment as the text after ``#s=``; equal experiments give equal text."""
    text = json.dumps(experiment, sort_keys=True, separators=(",", ":"))
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = CHECKED + compressor.compress(text.encode()) + compressor.flush()
    whole = deflated + zlib.crc32(deflated).to_bytes(4, "big")
    return base64.urlsafe_b64encode(whole).rstrip(b"=").decode()


def iframe(address: str, title: str, width: int, height: int) -> str:
    """HTML of an iframe for the page at ``address``; ``width`` and ``height`` are CSS pixels."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width:d}" height="{height:d}" '
        'style="border: 0" loading="lazy" allowfullscreen></iframe>'
    )
