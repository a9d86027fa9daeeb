"""Bytes to checked models, and pydantic's complaints to sentences with JSON pointers."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .problem_details import Fault, ProblemError

M = TypeVar("M", bound=BaseModel)

MOST_FAULTS = 20
LONGEST_STEP = 80
"""Characters of one step of a pointer: an unknown key is named, but not at any length."""

TAG_FIELDS = ("kind", "name", "type")
"""Fields by whose value a union is told apart."""

WORDINGS = {
    "extra_forbidden": "There is no field of this name here: leave it out, or see the reference at docs",
    "missing": "This field is required",
}
"""Where pydantic's own message names no remedy."""

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
        raise validation_problem(error, body) from None


async def on_invalid_request(_: Request, error: Exception) -> Response:
    """Exception handler for what FastAPI finds wrong with query and path parameters."""
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(f"/{entry['loc'][-1]}", _sentence(entry["msg"])) for entry in error.errors()[:MOST_FAULTS]
    ]
    return ProblemError(422, faults[0].detail, faults, title="Invalid parameter").response()


def validation_problem(error: ValidationError, body: bytes | str) -> ProblemError:
    """What is wrong: numbers that will not do are named, words that were sent are never repeated."""
    errors = error.errors(include_url=False, include_context=True, include_input=True)
    if any(entry["type"] in UNREADABLE for entry in errors):
        return ProblemError(400, "The body is not valid JSON. NaN and Infinity are not JSON either.")
    document = _document(body)
    faults = [_fault(entry, document) for entry in errors[:MOST_FAULTS]]
    detail = faults[0].detail if len(errors) == 1 else f"{len(errors)} fields are not as they must be."
    return ProblemError(422, detail, faults)


def _fault(entry: Any, document: Any) -> Fault:
    pointer = pointer_of(entry["loc"], document)
    if entry["type"] not in ("union_tag_invalid", "union_tag_not_found"):
        return Fault(pointer, _sentence(_wording(entry)))
    # Pydantic would echo the unknown name here.
    field = entry["ctx"]["discriminator"].strip("'")
    known = entry["ctx"].get("expected_tags", "").replace("'", "")
    detail = f"Choose one of these: {known}" if known else f"It must have a {field}"
    return Fault(f"{pointer}/{field}", _sentence(detail))


def _wording(entry: Any) -> str:
    """Pydantic's message, with the value where that is a number, and with the remedy."""
    message: str = WORDINGS.get(entry["type"], entry["msg"])
    value = entry["input"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return message
    if not abs(value) <= sys.float_info.max:  # not math.isfinite: that cannot take an integer of 400 digits
        return message
    return f"{value:g} will not do: {message[0].lower()}{message[1:]}"


def pointer_of(location: Sequence[str | int], document: Any) -> str:
    """A JSON pointer for pydantic's location.

    Pydantic also names the member of a union that it went into, by its tag, which is no key of the
    document, or not the one that is meant: such a step is left out.
    """
    steps: list[str] = []
    here, entered = document, False
    for step in location:
        if not entered and _is_tag(step, here):
            entered = True
            continue
        here, entered = _below(here, step), False
        steps.append(str(step)[:LONGEST_STEP].replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{step}" for step in steps)


def _is_tag(step: str | int, here: Any) -> bool:
    return isinstance(here, Mapping) and any(here.get(field) == step for field in TAG_FIELDS)


def _below(here: Any, step: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


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
