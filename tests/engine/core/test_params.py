"""Parameter fields: each place of a slider gives a value that the field takes."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from engine.catalog_document import FAMILIES


def sliders() -> Iterator[Any]:
    """Every field of the catalog with a linear slider: entry, name and field."""
    for family, entries in FAMILIES.items():
        for entry in entries:
            for name, field in entry.params.model_fields.items():
                extra = field.json_schema_extra
                if isinstance(extra, dict) and "x-soft" in extra and extra["x-scale"] == "linear":
                    yield pytest.param(field, id=f"{family} {entry.name} {name}")


@pytest.mark.parametrize("field", list(sliders()))
def test_every_place_of_a_slider_is_a_valid_value(field: FieldInfo) -> None:
    extra: Any = field.json_schema_extra
    (low, high), step = extra["x-soft"], extra["x-step"]
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, *field.metadata])
    for number in range(int((high - low) / step) + 1):
        adapter.validate_python(low + number * step, strict=True)
