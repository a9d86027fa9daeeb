"""Validation: bytes to checked models, and errors of validation as problem+json."""

from typing import TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from engine.core.validation_errors import MAX_FIELD_ERRORS, FieldError, explain, to_sentence

from .problem_details import ProblemError

M = TypeVar("M", bound=BaseModel)


def parse(kind: type[M] | TypeAdapter[M], body: bytes | str) -> M:
    """The model that ``body`` holds as JSON.

    Straight from the bytes: in this mode strict models take a JSON array for a tuple, and NaN,
    Infinity and numbers beyond float64 are refused.

    Raises:
        ProblemError: 400 if it is not JSON, 422 if it does not fit.
    """
    adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        explanation = explain(error, body)
        raise ProblemError(
            422 if explanation.is_json else 400, explanation.detail, explanation.field_errors
        ) from None


async def on_invalid_request(_: Request, error: Exception) -> Response:
    """Exception handler for query and path parameters that FastAPI finds wrong."""
    assert isinstance(error, RequestValidationError)
    field_errors = [
        FieldError(f"/{entry['loc'][-1]}", to_sentence(entry["msg"]))
        for entry in error.errors()[:MAX_FIELD_ERRORS]
    ]
    return ProblemError(422, field_errors[0].detail, field_errors, title="Invalid parameter").response()
