"""Known names: refuses names in a query that the call does not have, and suggests the right ones.

A misspelt name would otherwise be ignored, and the answer be that to another question.
"""

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.requests import Request

from engine.core.models_at import aliases_of, known_fields
from engine.core.nearest import did_you_mean, nearest
from engine.core.validation_errors import MAX_FIELD_ERRORS, FieldError

from ..core.problem_details import ProblemError
from ..http.short_url import READABLE_PATHS, VIEW_NAMES
from .routes.links import ExperimentQuery

PAGE_NAMES = VIEW_NAMES | known_fields([ExperimentQuery]).keys()
"""Names of a page's address: a call that takes one takes them all, such as ``run`` for its landscape."""

MAX_CHARACTERS = 40
"""Maximum length of a quoted name."""


async def refuse_unknown_names(request: Request) -> None:
    """Dependency of the REST routes; raises ``ProblemError`` 422 if a name of the query is unknown."""
    names = dict.fromkeys(request.query_params.keys())
    if not names:
        return
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not route.include_in_schema:
        return
    parameters = dict(_parameters(route))
    allowed = PAGE_NAMES if request.scope["path"].endswith(READABLE_PATHS) else ()
    unknown = [name for name in names if name not in parameters and name not in allowed]
    if not unknown:
        return
    faults = [FieldError(f"/{_short(name)}", _sentence(name, parameters)) for name in unknown]
    raise ProblemError(
        422,
        " ".join(fault.detail for fault in faults[:3]),
        faults[:MAX_FIELD_ERRORS],
        title="Unknown parameter",
    )


def _parameters(route: APIRoute) -> Iterator[tuple[str, FieldInfo]]:
    """The query parameters of a call, with their names in the query.

    They are read from the route: the document of the interface takes seconds to make.
    """
    for parameter in route.dependant.query_params:
        told = parameter.field_info
        if isinstance(told.annotation, type) and issubclass(told.annotation, BaseModel):
            yield from ((field.alias or name, field) for name, field in told.annotation.model_fields.items())
        else:
            yield parameter.alias, told


def _sentence(name: str, parameters: dict[str, FieldInfo]) -> str:
    near = nearest(name, {one: aliases_of(told) for one, told in parameters.items()})
    hint = did_you_mean(near and f"{near}{_example(near, parameters[near])}") if near else ""
    choice = hint or (f"There are: {', '.join(parameters)}." if parameters else "This call takes none.")
    return f"There is no parameter \u201c{_short(name)}\u201d here. {choice}"


def _example(name: str, told: FieldInfo) -> str:
    """How the parameter is written, from its first example; empty without one."""
    named: dict[str, Any] = getattr(told, "openapi_examples", None) or {}
    examples = [*(one["value"] for one in named.values()), *(told.examples or ())]
    first = next(iter(examples), None)
    first = first[0] if isinstance(first, list) and first else first
    return "" if first is None else f", as in {name}={first}"


def _short(name: str) -> str:
    return name if len(name) <= MAX_CHARACTERS else f"{name[:MAX_CHARACTERS]}\u2026"
