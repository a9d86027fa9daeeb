"""Cacheable responses: strong ETags, 304, byte ranges, negotiated compression."""

import gzip
import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from engine import __version__
from engine.core.arithmetic import arithmetic

from .byte_ranges import part_response, wants_range

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
WORTH_COMPRESSING = 1024
CODINGS = ("br", "gzip")


def result_tag(key: str) -> str:
    """ETag of a computed result, without quotes.

    Args:
        key: with the version, the processor's kind and PyTorch's version it determines every byte.
    """
    return hashlib.sha256(f"{key} {__version__} {arithmetic()}".encode()).hexdigest()[:24]


def matches(request: Request, etag: str) -> bool:
    """Whether If-None-Match of the request contains ``etag``, which has its quotes."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in given.split(",")}


def is_not_modified(request: Request, etag: str) -> bool:
    """Whether the client has the content with this ETag (without quotes), in any content coding."""
    return any(matches(request, _tag(etag, coding)) for coding in ("", *CODINGS))


def _tag(etag: str, coding: str) -> str:
    return f'"{etag}-{coding}"' if coding else f'"{etag}"'


def accepts_encoding(request: Request, coding: str) -> bool:
    """Whether Accept-Encoding of the request allows this content coding."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip() == coding:
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
    ready: Mapping[str, bytes] | None = None,
) -> Response:
    """Respond with the content, compressed if possible, or with 304 if the client has it.

    A range that is asked for is one of the uncompressed content; its status is 206.

    Args:
        request: its If-None-Match, Range, If-Range and Accept-Encoding are used.
        content: the whole body.
        media_type: media type of the content.
        etag: without quotes; None if the content is different each time.
        cache: the Cache-Control header.
        headers: further headers.
        ready: the compressed content by coding, best first; None compresses text of 1 KiB or more here.
    """
    given = {"Cache-Control": cache, "Vary": "Accept, Accept-Encoding", **(headers or {})}
    ranged = etag is not None and wants_range(request, _tag(etag, ""))
    coding = "" if ranged else _coding(request, content, media_type, ready)
    if etag is not None:
        if request.method == "GET":
            given["Accept-Ranges"] = "bytes"
        # A strong ETag identifies bytes, so each content coding has its own ETag.
        given["ETag"] = _tag(etag, coding)
        if is_not_modified(request, etag):
            return Response(status_code=304, headers=given)
    if ranged:
        return part_response(request, content, media_type, given)
    if coding:
        content = ready[coding] if ready else gzip.compress(content, 5, mtime=0)
        given["Content-Encoding"] = coding
    return Response(content, headers=given, media_type=media_type)


def _coding(request: Request, content: bytes, media_type: str, ready: Mapping[str, bytes] | None) -> str:
    """The content coding for this client; empty if the content is sent uncompressed."""
    offered = ready if ready is not None else ("gzip",) if _worth(content, media_type) else ()
    return next((coding for coding in offered if accepts_encoding(request, coding)), "")


def _worth(content: bytes, media_type: str) -> bool:
    return len(content) >= WORTH_COMPRESSING and media_type.startswith(("text/", "application/json"))
