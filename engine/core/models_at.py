"""Models at a location: finds in a type what may stand where a validation error was found."""

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

Location = Sequence[str | int]


def models_at(kind: Any, location: Location) -> list[type[BaseModel]]:
    """The models that may stand at a location.

    Args:
        kind: a model, a ``TypeAdapter`` or any annotation.
        location: as in pydantic's errors: keys, indices, and the tags of unions.
    """
    kinds = [kind._type if isinstance(kind, TypeAdapter) else kind]
    for part in location:
        kinds = [inner for one in kinds for inner in _inside(one, part)]
    return [member for one in kinds for member in _members(one) if _is_model(member)]


def known_fields(models: Sequence[type[BaseModel]]) -> dict[str, Sequence[str]]:
    """Names of the fields of some models, each with its other names."""
    known: dict[str, Sequence[str]] = {}
    for model in models:
        for name, field in model.model_fields.items():
            known[field.alias or name] = aliases_of(field)
    return known


def aliases_of(field: FieldInfo) -> Sequence[str]:
    """Other names of a field."""
    extra = field.json_schema_extra
    others: Any = extra.get("x-aliases", ()) if isinstance(extra, dict) else ()
    return tuple(others)


def _inside(kind: Any, part: str | int) -> Iterator[Any]:
    for member in _members(kind):
        origin, arguments = get_origin(member), get_args(member)
        if _is_model(member):
            yield from _inside_model(member, part)
        elif origin in (list, tuple, Sequence) and isinstance(part, int) and arguments:
            yield arguments[min(part, len(arguments) - 1)] if origin is tuple else arguments[0]
        elif origin in (dict, Mapping):
            yield arguments[1]


def _inside_model(model: type[BaseModel], part: str | int) -> Iterator[Any]:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if part in fields:
        yield fields[str(part)].annotation
    # A part may be both: a key, and the tag of a union, which is no key.
    if part == model.__name__ or any(part in _literals(field.annotation) for field in fields.values()):
        yield model


def _members(kind: Any) -> Iterator[Any]:
    """The members of a union, and what stands in ``Annotated``; the type itself if it is neither."""
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _members(member)
    else:
        yield kind


def _literals(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
