"""Reference: the content of ``/docs``, made from the catalog and from OpenAPI."""

from collections.abc import Mapping
from typing import Any

from engine.catalog_document import catalog
from engine.core.formula import FUNCTIONS, REWRITINGS

from ..core.problem_details import REMEDIES, TITLES
from ..core.response_models import EXAMPLES
from ..core.settings import Settings
from ..limits.published import limits

FAMILY_TITLES = {
    "surfaces": "Surfaces",
    "optimizers": "Optimizers",
    "schedules": "Learning-rate schedules",
    "models": "Models",
    "datasets": "Datasets",
    "initializers": "Initializers",
    "losses": "Losses",
    "activations": "Activations",
    "normalizations": "Normalizations",
    "planes": "Planes",
    "quantities": "Quantities",
}

BOUNDS = {
    "exclusiveMinimum": "above {}",
    "minimum": "at least {}",
    "exclusiveMaximum": "below {}",
    "maximum": "at most {}",
}


def reference(document: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Make the variables of the template.

    Args:
        document: the OpenAPI document.
        settings: they determine the limits, and what is stored.
    """
    known = catalog()
    return {
        "families": [
            {"name": name, "title": title, "entries": [_entry(entry) for entry in known[name]]}
            for name, title in FAMILY_TITLES.items()
        ],
        "functions": [*FUNCTIONS, *REWRITINGS],
        "calls": [
            {"method": method.upper(), "path": path, **_call(operation)}
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        ],
        "limits": limit_rows(settings),
        "settings": settings,
        "problems": [
            {"status": status, "title": title, "detail": REMEDIES.get(status) or EXAMPLES.get(status, "")}
            for status, title in TITLES.items()
        ],
    }


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    fields = entry["params"].get("properties", {})
    return {**entry, "fields": [_field(name, field) for name, field in fields.items()]}


def _field(name: str, field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "symbol": field.get("x-symbol"),
        "description": field.get("description", ""),
        "default": _text(field.get("default")),
        "range": ", ".join(word.format(_text(field[key])) for key, word in BOUNDS.items() if key in field)
        or ", ".join(map(str, field.get("enum", []))),
        "live": field.get("x-live", False),
    }


def _text(value: Any) -> str:
    """A value as text for readers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return ", ".join(map(_text, value)) if isinstance(value, list | tuple) else str(value)


def _call(operation: Mapping[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", [])],
        "example": body.get("example"),
        "statuses": [
            {"status": status, "description": answer.get("description", "")}
            for status, answer in sorted(operation["responses"].items())
        ],
    }


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    description = parameter.get("description") or parameter["schema"].get("description", "")
    return {"name": parameter["name"], "place": parameter["in"], "description": description}


def limit_rows(settings: Settings) -> list[dict[str, Any]]:
    """Each limit with its name, value and description."""
    published = limits(settings)
    return [
        {"name": name, "value": value, "description": type(published).model_fields[name].description}
        for name, value in published.model_dump().items()
    ]
