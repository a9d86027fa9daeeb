"""Gallery: loads the examples in ``content/gallery``, one file each, in the groups of ``order.json``."""

from functools import cache
from typing import Any, final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from ..core.paths import CONTENT

FOLDER = CONTENT / "gallery"


@final
class Example(BaseModel):
    """Example: a question, what to look for, and the experiment that answers the question."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)

    name: str = Field(examples=["ravine"])
    group: str = Field(description="The idea that it belongs to; ``order.json`` lists the groups.")
    title: str
    question: str
    look_for: str
    experiment: dict[str, Any] = Field(description="The experiment, as other calls take it.")
    long: bool = Field(False, description="Whether it takes about half a minute of CPU time.")
    beside: dict[str, Any] | None = Field(
        None, description="The second experiment of a comparison side by side."
    )
    measure: tuple[str, ...] = Field((), description="Quantities to compare at the end of both experiments.")
    note: str = Field("", exclude=True)
    """For authors: why the experiment is set up like this."""


@cache
def gallery() -> tuple[Example, ...]:
    """All examples, in the order of the page.

    Raises:
        FileNotFoundError: if ``order.json`` names an example that has no file.
        pydantic.ValidationError: if a file is not as ``Example`` describes it.
    """
    groups = orjson.loads((FOLDER / "order.json").read_bytes())
    return tuple(_load(name, each["group"]) for each in groups for name in each["examples"])


def example(name: str) -> Example:
    """The example of this name; raises ``StopIteration`` if there is none."""
    return next(each for each in gallery() if each.name == name)


def gallery_json() -> list[dict[str, Any]]:
    """All examples as plain JSON values."""
    return [each.model_dump(mode="json") for each in gallery()]


def _load(name: str, group: str) -> Example:
    content = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    return Example.model_validate({"name": name, "group": group, **content})
