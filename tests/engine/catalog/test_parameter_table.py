"""Parameters: default, bounds and liveness of each, against a table that is read and written by people.

The table follows the documentation of torch and scikit-learn, and what the lab's own reference tells.
"""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from engine.catalog_document import FAMILIES, catalog
from engine.core.validation_errors import first_field_error
from engine.spec.experiment import Experiment

TABLE = Path(__file__).with_name("parameters.txt")
ROW = re.compile(r"(\w+)=(.*?)(\*?)(?: ([\[(])([^,\]]*),([^\])]*)([\])]))?$")
"""name=default, a star if an edit may set it, and its bounds: a square bracket includes the bound."""

LONG = {("points", "points"), ("table", "csv"), ("table", "table")}
"""Parameters that hold data, whose defaults are an example."""

Cell = tuple[str, str, str, list[str]]


def cells() -> Iterator[Cell]:
    """Family, entry, parameter and the groups of ``ROW`` of everything in the table."""
    family = ""
    for line in TABLE.read_text().splitlines():
        if line.startswith("## "):
            family = line[3:]
            continue
        entry, _, row = line.partition(": ")
        for text in row.split("; "):
            match = ROW.match(text)
            assert match is not None, text
            name, *groups = match.groups()
            yield family, entry, name, groups


CELLS = list(cells())
BOUNDED = [
    (family, entry, name, bracket, float(bound))
    for family, entry, name, groups in CELLS
    if groups[2]
    for bracket, bound in ((groups[2], groups[3]), (groups[5], groups[4]))
    if bound
]


def described(family: str, entry: str) -> dict[str, Any]:
    """The parameters of an entry as the catalog shows them."""
    (found,) = (one for one in catalog()[family] if one["name"] == entry)
    return dict(found["params"]["properties"])


def test_every_parameter_is_in_the_table() -> None:
    coded = {
        (family, entry.name, name)
        for family, registry in FAMILIES.items()
        for entry in registry
        for name in entry.params.model_fields
        if (entry.name, name) not in LONG
    }
    assert {cell[:3] for cell in CELLS} == coded
    assert len(CELLS) == len(coded)


@pytest.mark.parametrize("family", FAMILIES)
def test_defaults_are_those_of_the_table(family: str) -> None:
    for own, entry, name, (default, star, *_) in CELLS:
        if own == family:
            field = described(family, entry)[name]
            value = field["default"]
            shown = f"{value:.12g}" if isinstance(value, int | float) and value is not True else repr(value)
            shown = "False" if value is False else shown
            assert shown.replace(" ", "") == default, f"{entry} {name}"
            assert field.get("x-live", False) == bool(star), f"{entry} {name}"


def refused(family: str, entry: str, name: str, value: float) -> str:
    """The sentence with which a value is refused; empty if it is taken."""
    params = FAMILIES[family].named(entry).params
    try:
        params.model_validate({name: value})
    except ValidationError as error:
        fault = first_field_error(error)
        return fault.detail if fault.pointer == f"/{name}" else ""
    return ""


@pytest.mark.parametrize("family", sorted({row[0] for row in BOUNDED}))
def test_bounds_act_exactly_where_they_are_shown(family: str) -> None:
    for own, entry, name, bracket, bound in BOUNDED:
        if own != family:
            continue
        field, included = described(family, entry)[name], bracket in "[]"
        low = bracket in "[("
        key = ("minimum" if low else "maximum") if included else f"exclusive{'Minimum' if low else 'Maximum'}"
        places = [field, *field.get("anyOf", [])]
        assert bound in [place[key] for place in places if key in place], f"{entry} {name}"
        whole = any(place.get("type") == "integer" for place in places)
        unit = field.get("multipleOf", 1) if whole else 0
        at: float = int(bound) if whole else bound
        below = at - unit if whole else math.nextafter(at, -math.inf)
        above = at + unit if whole else math.nextafter(at, math.inf)
        outside = at if not included else below if low else above
        inside = at if included else above if low else below
        assert refused(family, entry, name, inside) == "", f"{entry} {name} {inside}"
        told = re.findall(r"-?\d[\d.]*(?:e[+-]?\d+)?", refused(family, entry, name, outside).rstrip("."))
        assert bound in [float(number) for number in told], f"{entry} {name}"


EXPERIMENT = {
    "Experiment": "steps=500 [1,20000]; seed=0 [0,4294967296)",
    "Edit": "step [0,20000]; racer=None [0,16)",
    "SurfaceSpec": "noise=0 [0,1000000]",
    "FormulaSpec": "noise=0 [0,1000000]",
    "NetworkSpec": "weights_draw=0 [0,2147483648); batch_size=None [1,; l1=0 [0,10]; "
    "early_stopping=None [1,1000]; measure_every=1 [1,1000]",
}
"""Numbers of an experiment outside the catalog."""


def test_numbers_of_an_experiment_are_those_of_the_table() -> None:
    schema = Experiment.model_json_schema()
    for model, row in EXPERIMENT.items():
        fields = schema["properties"] if model == "Experiment" else schema["$defs"][model]["properties"]
        shown = []
        for name, field in fields.items():
            number = field | (field.get("anyOf") or [{}])[0]
            if not {"minimum", "maximum"} & number.keys():
                continue
            default = f"={field['default']}" if "default" in field else ""
            high = f"{number['maximum']:.12g}]" if "maximum" in number else ""
            if "exclusiveMaximum" in number:
                high = f"{number['exclusiveMaximum']})"
            shown.append(f"{name}{default.removesuffix('.0')} [{number['minimum']:.12g},{high}")
        assert "; ".join(shown) == row
