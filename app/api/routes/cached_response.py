"""Cached response: sends a computed result in the negotiated format, marked immutable, or 304."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from ...http.caching import IMMUTABLE, is_not_modified, respond, result_tag
from ...http.content_negotiation import MEDIA_TYPES, Format
from ...http.file_names import disposition


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
        key: with the format and what ``result_tag`` adds, it determines every byte of the response.
        compute: returns the whole body.
        headers: further headers.
    """
    etag = result_tag(f"{key} {form}")
    sent = dict(headers or {})
    sent |= disposition(name, form, saved=form != "json")
    content = b"" if is_not_modified(request, etag) else await compute()
    return respond(request, content, MEDIA_TYPES[form], etag=etag, cache=IMMUTABLE, headers=sent)
