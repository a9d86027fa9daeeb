"""Request body: parses JSON into a model."""

from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request

from ...core.problem_details import ProblemError
from ...core.validation import parse

M = TypeVar("M", bound=BaseModel)


async def parse_body(request: Request, kind: type[M]) -> M:
    """Parse the body of a request.

    Raises:
        ProblemError: 415 if the body is not declared as JSON (so that a form on another site cannot send
            it) or is compressed, 400 if it is not JSON, 413 if it is too long, 422 if it does not fit the
            model.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ProblemError(415, "Send the body as application/json.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise ProblemError(415, "Send the body as it is: no Content-Encoding is taken.")
    return parse(kind, await request.body())
