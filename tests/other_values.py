"""Other values: for each parameter of the catalog one that differs from its default and is allowed."""

import math
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from engine.catalog.datasets.tables.held import hold_text, table_id
from engine.core.registry import Entry, Registry

KEPT = "size,sold\n1,no\n2,yes\n3,no\n4,yes\n5,no\n6,no\n"
"""A table that is not in the experiment itself."""

LISTS: dict[str, Any] = {
    "betas": [0.5, 0.75],
    "etas": [0.25, 1.5],
    "step_sizes": [1e-5, 25.0],
    "ns_coefficients": [3.0, -4.0, 2.0],
    "milestones": [3, 6],
    "hidden": [3],
    "channels": [2, 3],
    "points": [[-0.5, 0.5, 0], [0.5, 0.25, 1], [0.25, -0.5, 0], [-0.25, -0.5, 1], [0.5, 0.75, 1]],
    "csv": "hours,passed\n1,no\n2,yes\n3,no\n4,yes\n5,yes\n6,no\n",
    "target": "passed",
    "table": table_id(KEPT),
    "missing": "9.0",
}
"""Values that do not follow from a schema."""

OF_ENTRY: dict[tuple[str, str], Any] = {("table", "inputs"): ["study"], ("points", "inputs"): ["x"]}
"""Values of parameters that mean something else in each entry."""

WHOLE: dict[str, int | float] = {
    "T_max": 7, "max_lr": 0.5, "total_steps": 30_000, "base_lr": 0.001, "step_size_down": 9,
    "total_iters": 11,
}  # fmt: skip
"""Optional numbers whose default is null."""

TOGETHER: dict[tuple[str, str], dict[str, Any]] = {
    ("sgd", "nesterov"): {"momentum": 0.5},
    ("sgd", "dampening"): {"momentum": 0.5},
}
"""What else must be set with a parameter."""


def other_value(name: str, schema: dict[str, Any]) -> Any:
    """A value of a parameter, by its name and JSON Schema, that is not its default."""
    default = schema.get("default")
    if name in LISTS:
        return LISTS[name]
    if default is None and name in WHOLE:
        return WHOLE[name]
    if isinstance(default, bool):
        return not default
    choices = next((part["enum"] for part in [schema, *schema.get("anyOf", [])] if "enum" in part), None)
    if choices:
        return next(choice for choice in choices if choice != default)
    if isinstance(default, int):
        step = schema.get("multipleOf", 1)
        return default + step if default + step <= schema.get("maximum", math.inf) else default - step
    if isinstance(default, float):
        half = 0.5 * default if default else 0.5
        return half if half >= schema.get("minimum", -math.inf) else 1.5 * default
    return [None, 0.25] if isinstance(default, list) else next(iter(_constants(schema, default)))


def _constants(schema: dict[str, Any], default: Any) -> Iterator[Any]:
    for part in schema.get("anyOf", []):
        if part.get("const", default) != default:
            yield part["const"]
    yield None


def other_settings(registry: Registry[Any]) -> Iterator[tuple[Entry, str, dict[str, Any]]]:
    """Each entry with each of its parameters, and settings that give it another value than its default."""
    for entry in registry:
        fields = entry.params.model_json_schema().get("properties", {})
        for name, schema in fields.items():
            value = OF_ENTRY.get((entry.name, name), other_value(name, schema))
            if name == "table":
                hold_text(value, KEPT)
            settings = {name: value, **TOGETHER.get((entry.name, name), {})}
            try:
                entry.params.model_validate(settings)
            except ValidationError as error:
                raise AssertionError(f"{entry.name} {name}: {settings} is not allowed: {error}") from None
            yield entry, name, settings
