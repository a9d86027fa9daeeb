"""Bodies: JSON only, parsed from its bytes."""

from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request

from ...core.problem_details import ProblemError
from ...core.validation import parse

M = TypeVar("M", bound=BaseModel)


async def parse_body(request: Request, kind: type[M]) -> M:
    """The request's body as a model.

    Raises:
        ProblemError: 415 unless it is declared as JSON (so that no foreign page's form can send it
            unasked), or if it is compressed, 400 if it is none, 413 if it is too long, 422 if it does
            not fit.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ProblemError(415, "Send the body as application/json.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise ProblemError(415, "Send the body as it is: no Content-Encoding is taken.")
    return parse(kind, await request.body())
