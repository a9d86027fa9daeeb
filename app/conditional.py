"""Answers that a cache may keep: strong ETags, 304, and gzip for those who take it."""

import gzip
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
WORTH_COMPRESSING = 1024


def matches(request: Request, etag: str) -> bool:
    """Whether the client already holds what ``etag`` (with its quotes) names."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in given.split(",")}


def takes_gzip(request: Request) -> bool:
    """Whether the client's Accept-Encoding lets us compress."""
    for part in request.headers.get("accept-encoding", "").split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def respond(
    request: Request,
    content: bytes,
    media_type: str,
    *,
    etag: str | None = None,
    cache: str = REVALIDATE,
    headers: Mapping[str, str] | None = None,
    gzipped: bytes | None = None,
) -> Response:
    """The content, or 304 if the client holds it, compressed if that helps.

    Args:
        request: for its conditions.
        content: the whole body.
        media_type: of the content.
        etag: without quotes; None for an answer that is never the same twice.
        cache: the Cache-Control header.
        headers: further headers.
        gzipped: the content compressed, if it is at hand.
    """
    given = {"Cache-Control": cache, "Vary": "Accept, Accept-Encoding", **(headers or {})}
    compress = takes_gzip(request) and (gzipped is not None or _worth(content, media_type))
    if etag is not None:
        # Other bytes need another strong tag, so the compressed form has its own.
        plain, packed = f'"{etag}"', f'"{etag}-gzip"'
        given["ETag"] = packed if compress else plain
        if matches(request, plain) or matches(request, packed):
            return Response(status_code=304, headers=given)
    if compress:
        content = gzipped if gzipped is not None else gzip.compress(content, 5, mtime=0)
        given["Content-Encoding"] = "gzip"
    return Response(content, headers=given, media_type=media_type)


def _worth(content: bytes, media_type: str) -> bool:
    return len(content) >= WORTH_COMPRESSING and media_type.startswith(("text/", "application/json"))
