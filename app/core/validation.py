"""Validation: parses JSON bytes into models, and reports invalid input as problem+json."""

from typing import TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from engine.core.validation_errors import MAX_FIELD_ERRORS, FieldError, explain, sentence_of

from .problem_details import ProblemError

M = TypeVar("M", bound=BaseModel)


def parse(kind: type[M] | TypeAdapter[M], body: bytes | str) -> M:
    """Parse JSON into a model.

    Pydantic parses the bytes itself: in this mode strict models accept a JSON array as a tuple, and refuse
    NaN, Infinity and numbers beyond float64.

    Raises:
        ProblemError: 400 if ``body`` is not JSON, 422 if it does not fit the model.
    """
    adapter = kind if isinstance(kind, TypeAdapter) else TypeAdapter(kind)
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        explanation = explain(error, body, kind)
        raise ProblemError(
            422 if explanation.is_json else 400, explanation.detail, explanation.field_errors
        ) from None


async def on_invalid_request(_: Request, error: Exception) -> Response:
    """Exception handler for invalid query and path parameters."""
    assert isinstance(error, RequestValidationError)
    field_errors = [
        FieldError(f"/{entry['loc'][-1]}", sentence_of(entry)) for entry in error.errors()[:MAX_FIELD_ERRORS]
    ]
    return ProblemError(422, field_errors[0].detail, field_errors, title="Invalid parameter").response()
