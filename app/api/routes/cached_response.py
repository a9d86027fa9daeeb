"""How a computed result goes out: in the form that is asked for, for ever, and only to who lacks it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from engine import __version__

from ...http.caching import IMMUTABLE, is_not_modified, respond
from ...http.content_negotiation import MEDIA_TYPES, Format


async def result(
    request: Request,
    form: Format,
    name: str,
    key: str,
    compute: Callable[[], Awaitable[bytes]],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The result, or 304 without computing it where the client holds it already.

    Args:
        request: for its conditions.
        form: json goes out to be read, csv and npz as files to be kept.
        name: of such a file, without its ending.
        key: what, with the form and our version, determines every byte of the answer.
        compute: gives the whole body.
        headers: further headers.
    """
    etag = hashlib.sha256(f"{key} {form} {__version__}".encode()).hexdigest()[:24]
    given = dict(headers or {})
    if form != "json":
        given["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    content = b"" if is_not_modified(request, etag) else await compute()
    return respond(request, content, MEDIA_TYPES[form], etag=etag, cache=IMMUTABLE, headers=given)
