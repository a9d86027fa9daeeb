"""Validation errors: translates pydantic's errors into sentences with JSON pointers.

The server, the client in this process and the engine's own checks all use this translation, so that a
mistake is described by the same words everywhere.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final, get_args

from pydantic import BaseModel, ValidationError

from .models_at import known_fields, models_at
from .nearest import did_you_mean, nearest

MAX_FIELD_ERRORS = 20
MAX_KEY_CHARACTERS = 80
"""Of one part of a pointer: an unknown key is named, but not at any length."""

MAX_SENTENCE_CHARACTERS = 400

TAG_FIELDS = ("kind", "name", "type")
"""Fields whose value selects the member of a union."""

SENTENCES = {
    "extra_forbidden": "There is no field of this name here: leave it out, or see the reference at docs",
    "missing": "This field is required",
}
"""Where pydantic's own message names no remedy."""

NUMBER_SENTENCES = {
    "number": "This must be a number",
    "integer": "This must be a whole number",
    "minimum": "This must be at least {limit}",
    "maximum": "This must be at most {limit}",
    "exclusiveMinimum": "This must be greater than {limit}",
    "exclusiveMaximum": "This must be less than {limit}",
    "multipleOf": "This must be a multiple of {limit}",
}
"""What is wrong with a number, by the type or keyword of JSON Schema. The page says the same words."""

_NUMBER_RULES = {
    "float_type": ("number", ""),
    "float_parsing": ("number", ""),
    "finite_number": ("number", ""),
    "int_type": ("integer", ""),
    "int_parsing": ("integer", ""),
    "int_from_float": ("integer", ""),
    "greater_than_equal": ("minimum", "ge"),
    "less_than_equal": ("maximum", "le"),
    "greater_than": ("exclusiveMinimum", "gt"),
    "less_than": ("exclusiveMaximum", "lt"),
    "multiple_of": ("multipleOf", "multiple_of"),
}
"""Pydantic's error type -> keyword of JSON Schema, and the name of the limit in the error's context."""

NOT_JSON = "The body is not valid JSON. NaN and Infinity are not JSON either."
_NOT_JSON_TYPES = frozenset({"json_invalid", "json_type"})


@final
@dataclass(frozen=True)
class FieldError:
    """Field error: a JSON pointer to a wrong field of a document, and a sentence."""

    pointer: str
    detail: str


@final
@dataclass(frozen=True)
class Explanation:
    """Explanation: what is wrong with a document.

    Attributes:
        detail: the whole in one sentence.
        field_errors: the wrong fields, at most ``MAX_FIELD_ERRORS``; empty if the document is not JSON.
    """

    detail: str
    field_errors: tuple[FieldError, ...]

    @property
    def is_json(self) -> bool:
        """Whether the document can be read as JSON at all."""
        return bool(self.field_errors)


def explain(error: ValidationError, document: bytes | str, kind: Any = None) -> Explanation:
    """Translate an error of ``model_validate_json(document)``.

    A wrong number is named; text that was sent is never repeated. For a name that does not exist, the nearest
    one is.

    Args:
        error: as raised.
        document: what was validated.
        kind: the type that it was validated against; without it no name can be suggested.
    """
    errors = error.errors(include_url=False, include_context=True, include_input=True)
    if any(entry["type"] in _NOT_JSON_TYPES for entry in errors):
        return Explanation(NOT_JSON, ())
    tree = _parse(document)
    field_errors = tuple(_field_error(entry, tree, kind) for entry in errors[:MAX_FIELD_ERRORS])
    return Explanation(summary_of(field_errors, len(errors)), field_errors)


def summary_of(field_errors: Sequence[FieldError], count: int) -> str:
    """One sentence about ``count`` errors: the first itself, if it is the only one."""
    return field_errors[0].detail if count == 1 else f"{count} fields are not as they must be."


def first_field_error(error: ValidationError, kind: Any = None) -> FieldError:
    """The first field error of an error of ``model_validate``; its pointer names keys of the model."""
    entry = error.errors(include_url=False, include_context=True, include_input=True)[0]
    return FieldError(
        pointer_of(entry["loc"], None), _to_sentence(_message(entry) + _field_hint(entry, kind))
    )


def pointer_of(location: Sequence[str | int], document: Any) -> str:
    """The JSON pointer of pydantic's location.

    Pydantic also names the member of a union by its tag, which is no key of the document, or not the one
    that is meant: such a part is left out.
    """
    parts: list[str] = []
    here, entered = document, False
    for part in location:
        if not entered and _is_tag(part, here):
            entered = True
            continue
        here, entered = _child(here, part), False
        parts.append(str(part)[:MAX_KEY_CHARACTERS].replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def sentence_of(entry: Any) -> str:
    """The sentence for one entry of pydantic's ``errors()``; it does not repeat the value."""
    return _to_sentence(_message(entry))


def _to_sentence(message: str) -> str:
    """A message as a sentence of bounded length: some of pydantic's list all that would be allowed."""
    text = message.removeprefix("Value error, ").strip()
    text = text if len(text) <= MAX_SENTENCE_CHARACTERS else text[: MAX_SENTENCE_CHARACTERS - 3] + "..."
    return text if text.endswith((".", "!", "?")) else text + "."


def _field_error(entry: Any, document: Any, kind: Any) -> FieldError:
    pointer = pointer_of(entry["loc"], document)
    if entry["type"] not in ("union_tag_invalid", "union_tag_not_found"):
        return FieldError(pointer, _to_sentence(_with_value(entry) + _field_hint(entry, kind)))
    # Pydantic would repeat the unknown name here.
    field = entry["ctx"]["discriminator"].strip("'")
    known = entry["ctx"].get("expected_tags", "").replace("'", "")
    detail = f"Choose one of these: {known}" if known else f"It must have a {field}"
    hint = did_you_mean(_nearest_tag(entry, field, kind))
    return FieldError(f"{pointer}/{field}", _to_sentence(f"{hint} {detail}"))


def _field_hint(entry: Any, kind: Any) -> str:
    """The nearest field of an unknown one, to stand behind the message."""
    if entry["type"] != "extra_forbidden" or kind is None:
        return ""
    *place, name = entry["loc"]
    hint = did_you_mean(nearest(str(name), known_fields(models_at(kind, place))))
    return f". {hint}" if hint else ""


def _nearest_tag(entry: Any, field: str, kind: Any) -> str | None:
    """The nearest name of a member of a union."""
    name = entry["ctx"].get("tag")
    if kind is None or name is None:
        return None
    members = models_at(kind, entry["loc"])
    return nearest(str(name), {tag: others for member in members for tag, others in _tags(member, field)})


def _tags(member: type[BaseModel], field: str) -> list[tuple[str, Sequence[str]]]:
    """The names under which a member of a union is chosen, each with its other names."""
    if field not in member.model_fields:
        return []
    others: Sequence[str] = getattr(member, "other_names", ())
    return [(str(tag), others) for tag in get_args(member.model_fields[field].annotation)]


def _with_value(entry: Any) -> str:
    """The message, with the value if it is a number, and with the remedy."""
    message = _message(entry)
    value = entry["input"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return message
    if not abs(value) <= sys.float_info.max:  # not math.isfinite: that cannot take an integer of 400 digits
        return message
    refused = f"will not do: {message[0].lower()}{message[1:]}"
    if _is_whole_float(entry):
        return f"{value!r} {refused}. Write {int(value)}"
    return f"{value:g} {refused}"


def _is_whole_float(entry: Any) -> bool:
    """Whether a whole number was wanted and is there, written with a point."""
    rule, value = _NUMBER_RULES.get(entry["type"]), entry["input"]
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return whole and rule is not None and rule[0] == "integer"


def _message(entry: Any) -> str:
    """Our own words for an error where there are some, pydantic's otherwise."""
    kind = entry["type"]
    if kind not in _NUMBER_RULES:
        return str(SENTENCES.get(kind, entry["msg"]))
    rule, name = _NUMBER_RULES[kind]
    return NUMBER_SENTENCES[rule].format(limit=_limit_text(entry["ctx"][name]) if name else "")


def _limit_text(limit: float) -> str:
    """A limit without needless digits: ``0`` for 0.0."""
    return str(int(limit)) if limit == int(limit) else f"{limit:g}"


def _is_tag(part: str | int, here: Any) -> bool:
    return isinstance(here, Mapping) and any(here.get(field) == part for field in TAG_FIELDS)


def _child(here: Any, part: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def _parse(document: bytes | str) -> Any:
    try:
        return json.loads(document)
    except (ValueError, RecursionError):
        return None
