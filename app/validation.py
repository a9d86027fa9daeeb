"""Bytes to checked models, and pydantic's complaints to sentences with JSON pointers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .errors import Fault, ProblemError

M = TypeVar("M", bound=BaseModel)

MOST_FAULTS = 20
UNREADABLE = frozenset({"json_invalid", "json_type"})


def parse(kind: type[M] | TypeAdapter[M], body: bytes | str) -> M:
    """The model that ``body`` holds as JSON.

    Straight from the bytes: in this mode strict models take a JSON array for a tuple, and NaN,
    Infinity and numbers beyond float64 are refused.

    Raises:
        ProblemError: 400 if it is no JSON, 422 if it does not fit.
    """
    adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise problem_of(error, body) from None


async def on_invalid_request(_: Request, error: Exception) -> Response:
    """Exception handler for what FastAPI finds wrong with query and path parameters."""
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(f"/{entry['loc'][-1]}", _sentence(entry["msg"])) for entry in error.errors()[:MOST_FAULTS]
    ]
    return ProblemError(422, faults[0].detail, faults, title="Invalid parameter").response()


def problem_of(error: ValidationError, body: bytes | str) -> ProblemError:
    """What is wrong, without a word of what was sent."""
    errors = error.errors(include_url=False, include_context=True, include_input=False)
    if any(entry["type"] in UNREADABLE for entry in errors):
        return ProblemError(400, "The body is not valid JSON. NaN and Infinity are not JSON either.")
    document = _document(body)
    faults = [
        Fault(pointer_of(entry["loc"], document), _sentence(entry["msg"])) for entry in errors[:MOST_FAULTS]
    ]
    detail = faults[0].detail if len(faults) == 1 else f"{len(errors)} fields are not as they must be."
    return ProblemError(422, detail, faults)


def pointer_of(location: Sequence[str | int], document: Any) -> str:
    """A JSON pointer for pydantic's location.

    Pydantic also names the members of unions that it went through, which are no keys of the document:
    a step that leads nowhere is left out, unless it is the last, which may name what is missing.
    """
    steps: list[str] = []
    here = document
    for index, step in enumerate(location):
        found, below = _below(here, step)
        if found:
            here = below
        elif index < len(location) - 1:
            continue
        steps.append(str(step).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{step}" for step in steps)


def _below(here: Any, step: str | int) -> tuple[bool, Any]:
    if isinstance(here, Mapping) and step in here:
        return True, here[step]
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return True, here[step]
    return False, None


def _document(body: bytes | str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _sentence(message: str) -> str:
    """Pydantic's message as a sentence, bounded: some of them list all that would be allowed."""
    text = message.removeprefix("Value error, ").strip()
    text = text if len(text) <= 400 else text[:397] + "..."
    return text if text.endswith((".", "!", "?")) else text + "."
