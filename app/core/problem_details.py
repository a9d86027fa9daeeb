"""Problem details: report every error as RFC 9457 problem+json.

A problem says what is wrong, in which field, and how to correct it. It never repeats input: JSON has no
NaN, and the echo of a large body would be a large response.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.core.validation_errors import FieldError

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    408: "Request timeout",
    410: "Gone",
    413: "Request too large",
    415: "Unsupported media type",
    416: "Range not satisfiable",
    422: "Invalid experiment",
    429: "Too many requests",
    500: "Internal error",
    501: "Not implemented",
    503: "Busy",
    507: "Insufficient storage",
}

REMEDIES = {
    404: "There is nothing here. The documentation at docs lists what there is.",
    405: "This address does not know that method. The Allow header lists those it knows.",
    500: "Something went wrong on our side; the server's log says what. Trying again may help.",
}


@final
@dataclass(eq=False)
class ProblemError(Exception):
    """Problem error: an error that is sent to the client.

    Attributes:
        status: HTTP status.
        detail: a sentence that says what is wrong and how to correct it.
        field_errors: the wrong fields; empty if the error is not in a field.
        headers: further headers of the response.
        title: by default the title of the status.
        slug: anchor in ``/docs``; by default made from the title.
        retry_after: seconds after which the same request may succeed; None if it would fail again.
    """

    status: int
    detail: str
    field_errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    slug: str | None = None
    retry_after: int | None = None

    def __str__(self) -> str:
        return self.detail

    def body(self) -> dict[str, Any]:
        """The problem+json object; the same in REST and on the WebSocket."""
        title = self.title or TITLES.get(self.status, "Error")
        slug = self.slug or title.lower().replace(" ", "-")
        later = {} if self.retry_after is None else {"retry_after": self.retry_after}
        return {
            "type": f"/docs#problem-{slug}",
            "title": title,
            "status": self.status,
            "detail": self.detail,
            "errors": [{"pointer": error.pointer, "detail": error.detail} for error in self.field_errors],
            **later,
        }

    def response(self) -> Response:
        """The problem as an HTTP response."""
        later = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return Response(orjson.dumps(self.body()), self.status, {**self.headers, **later}, MEDIA_TYPE)


def busy(detail: str, seconds: int = 1) -> ProblemError:
    """Problem 503: the server can do this, but not now; ``seconds`` is when to try again."""
    return ProblemError(503, detail, retry_after=seconds)


async def on_problem(_: Request, error: Exception) -> Response:
    """Exception handler for ``ProblemError``."""
    assert isinstance(error, ProblemError)
    return error.response()


async def on_http_exception(_: Request, error: Exception) -> Response:
    """Exception handler for errors that Starlette raises itself, such as 404 and 405."""
    assert isinstance(error, HTTPException)
    detail = REMEDIES.get(error.status_code) or str(error.detail)
    return ProblemError(error.status_code, detail, headers=dict(error.headers or {})).response()
