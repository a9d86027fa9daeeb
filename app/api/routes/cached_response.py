"""Cached response: sends a computed result in the negotiated format, marked immutable, or 304."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from engine import __version__

from ...http.caching import IMMUTABLE, is_not_modified, respond
from ...http.content_negotiation import MEDIA_TYPES, Format


async def cached_response(
    request: Request,
    form: Format,
    name: str,
    key: str,
    compute: Callable[[], Awaitable[bytes]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Respond with the result; or with 304, without computing it, if the client has it.

    Args:
        request: its If-None-Match is used.
        form: browsers show json, and save csv and npz as files.
        name: name of such a file, without its suffix.
        key: with the format and the version, it determines every byte of the response.
        compute: returns the whole body.
        headers: further headers.
    """
    etag = hashlib.sha256(f"{key} {form} {__version__}".encode()).hexdigest()[:24]
    sent = dict(headers or {})
    if form != "json":
        sent["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    content = b"" if is_not_modified(request, etag) else await compute()
    return respond(request, content, MEDIA_TYPES[form], etag=etag, cache=IMMUTABLE, headers=sent)
