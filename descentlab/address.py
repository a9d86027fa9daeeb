"""Page addresses: hold an experiment after ``#s=`` as JSON, raw deflate and base64url."""

import base64
import json
import zlib
from collections.abc import Mapping
from html import escape
from typing import Any


def state_fragment(experiment: Mapping[str, Any]) -> str:
    """Encode an experiment as the text after ``#s=``; equal experiments give equal text."""
    text = json.dumps(experiment, sort_keys=True, separators=(",", ":"))
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = compressor.compress(text.encode()) + compressor.flush()
    return base64.urlsafe_b64encode(deflated).rstrip(b"=").decode()


def iframe(address: str, title: str, width: int, height: int) -> str:
    """HTML of an iframe for the page at ``address``; ``width`` and ``height`` are CSS pixels."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width:d}" height="{height:d}" '
        'style="border: 0" loading="lazy" allowfullscreen></iframe>'
    )
