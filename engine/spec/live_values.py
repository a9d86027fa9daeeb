"""Live values: checks what an edit sets against the parameters that may change during a run."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ..core.errors import InvalidSpec
from ..core.models_at import known_fields
from ..core.nearest import did_you_mean, nearest
from ..core.params import Params, live_fields
from ..core.validation_errors import first_field_error


def checked_values(pointer: str, params: Params, values: Mapping[str, Any]) -> tuple[Params, dict[str, Any]]:
    """Check the values of an edit.

    Args:
        pointer: JSON pointer of the values.
        params: the parameters that are in force before the edit.
        values: the new values, by parameter.

    Returns:
        The parameters after the edit, and the values in the types of the parameters.

    Raises:
        InvalidSpec: if a parameter cannot be set during a run, or a value is not allowed.
    """
    live = live_fields(type(params))
    for name in values:
        if name not in live:
            raise InvalidSpec(f"{pointer}/{_escaped(name)}", _not_live(name, params, live))
    try:
        changed = type(params).model_validate(params.model_dump() | dict(values))
    except ValidationError as error:
        field_error = first_field_error(error)
        raise InvalidSpec(f"{pointer}{field_error.pointer}", field_error.detail) from error
    dumped = changed.model_dump(mode="json")
    return changed, {name: dumped[name] for name in values}


def _not_live(name: str, params: Params, live: Sequence[str]) -> str:
    shown = ", ".join(live) or "nothing"
    fields = known_fields([type(params)])
    hint = "" if name in fields else did_you_mean(nearest(name, {one: fields[one] for one in live}))
    return f"{hint} This cannot be set while the ball rolls; what can: {shown}.".strip()


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
