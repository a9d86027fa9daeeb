"""Byte ranges: which part of a representation a request asks for (RFC 9110, section 14)."""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ..core.problem_details import ProblemError

RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.IGNORECASE | re.ASCII)
"""One range. Several in one request are answered with the whole, as the standard permits."""


def wants_range(request: Request, tag: str) -> bool:
    """Whether a request asks for one range of the representation with this ETag, which has its quotes.

    ``If-Range`` compares strongly: a weak tag, or a date, gets the whole.
    """
    given = request.headers.get("range", "")
    found = RANGE.fullmatch(given)
    if request.method != "GET" or found is None or not any(found.groups()) or _is_backwards(*found.groups()):
        return False
    condition = request.headers.get("if-range")
    return condition is None or condition.strip() == tag


def part_response(request: Request, content: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Respond with 206 and the range that is asked for; raises ``ProblemError`` 416 if there is none."""
    found = RANGE.fullmatch(request.headers["range"])
    assert found is not None
    first, last = _bounds(len(content), *found.groups())
    if first >= len(content) or last < first:
        raise ProblemError(
            416,
            f"There are {len(content)} bytes. Ask for a range that begins before the end.",
            headers={"Content-Range": f"bytes */{len(content)}", "Accept-Ranges": "bytes"},
        )
    told = {**headers, "Content-Range": f"bytes {first}-{last}/{len(content)}"}
    return Response(content[first : last + 1], 206, told, media_type)


def _bounds(length: int, first: str, last: str) -> tuple[int, int]:
    """The first and the last byte; without a first one, ``last`` is the number of bytes at the end."""
    if not first:
        return max(0, length - int(last)) if int(last) else length, length - 1
    return int(first), min(int(last), length - 1) if last else length - 1


def _is_backwards(first: str, last: str) -> bool:
    """Whether a range ends before it begins: such a header is invalid, and ignored."""
    return bool(first and last) and int(last) < int(first)
