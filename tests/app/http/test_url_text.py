"""URL text: page and server read the same experiment from the URL that the page writes."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from page_script import PageScript, with_catalog

from app.core.problem_details import ProblemError
from app.core.validation import parse
from app.http import state_codec
from app.web.link_preview import experiment_in
from engine.catalog_document import catalog
from engine.core.errors import EngineError
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical

RANDOM = os.environ.get("EXAMPLES") == "random"
KNOWN = catalog()
LIMIT = 65_536
PAGE = with_catalog(
    """
import { pack, defaultView, read, unpack, write } from "./static/js/url/url-state.js";
""",
    """
  const { experiment, view } = question;
  const text = write(experiment, { ...defaultView(), ...view });
  const state = text.packed ? await pack(text.packed) : "";
  const back = read(text.query, state ? await unpack(state) : null);
  const again = write(back.experiment, back.view);
  return { query: text.query, again: again.query, state, ...back };
""",
)


@pytest.fixture(scope="module")
def page() -> Iterator[PageScript]:
    with PageScript(PAGE) as script:
        script.send(KNOWN)
        yield script


def value(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a parameter's schema allows, within the bounds of its slider."""
    if "anyOf" in schema:
        rest = {name: part for name, part in schema.items() if name != "anyOf"}
        return st.one_of([value({**rest, **one}) for one in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    low, high = schema.get("x-soft") or (schema.get("minimum", 1), schema.get("maximum", 10))
    simple: dict[str, st.SearchStrategy[Any]] = {
        "null": st.none(),
        "boolean": st.booleans(),
        "integer": st.integers(int(low), int(high)),
        "number": st.floats(low, high).map(lambda number: number + 0.0),  # no -0.0: JSON.stringify has none
    }
    if schema.get("type") in simple:
        return simple[schema["type"]]
    return st.just(schema.get("default"))


def choice(entry: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry with any of its parameters."""
    properties = entry["params"].get("properties", {})
    definitions = entry["params"].get("$defs", {})
    parts = {
        name: value(definitions.get(part.get("$ref", "").rpartition("/")[2], part))
        for name, part in properties.items()
    }
    params = st.fixed_dictionaries({}, optional=parts)
    return st.fixed_dictionaries({"name": st.just(entry["name"])}, optional={"params": params})


def any_of(family: str) -> st.SearchStrategy[dict[str, Any]]:
    entries = {entry["name"]: entry for entry in KNOWN[family]}
    return st.sampled_from(sorted(entries)).flatmap(lambda name: choice(entries[name]))


PLACES = st.tuples(*[st.floats(-4, 4).map(lambda number: number + 0.0)] * 2).map(list)
EXTRAS = {"start": PLACES, "noise": st.floats(1e-9, 1)}
PROBLEMS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("surface"), "surface": any_of("surfaces")}, optional=EXTRAS),
    st.fixed_dictionaries(
        {
            "kind": st.just("formula"),
            "expression": st.sampled_from(["x**2 + 3*sin(y)", "x^2+y^2", "1e-3*x - abs(y)/2", "hypot(x, y)"]),
        },
        optional={**EXTRAS, "domain": st.just([[-4.5, 4.25], [-5, 5]])},
    ),
    st.just({"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}),
)
RACERS = st.fixed_dictionaries(
    {"optimizer": any_of("optimizers")},
    optional={"schedule": any_of("schedules"), "label": st.text(min_size=1, max_size=8)},
)
EXPERIMENTS = st.fixed_dictionaries(
    {"problem": PROBLEMS, "racers": st.lists(RACERS, min_size=1, max_size=3)},
    optional={"steps": st.integers(2, 2000), "seed": st.integers(0, 2**32 - 1)},
)
VIEWS = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["both", "3d", "contour"]),
        "theme": st.sampled_from(["auto", "light", "dark"]),
        "loss": st.sampled_from(["log", "linear"]),
        "arrows": st.sampled_from([[], ["gradient"], ["gradient", "step"]]),
        "speed": st.sampled_from([0.25, 1, 16]),
        "autoplay": st.booleans(),
        "hide": st.sampled_from([[], ["panel", "curves"]]),
        "lock": st.booleans(),
        "lang": st.sampled_from(["en", "de"]),
        "camera": st.sampled_from([None, [-58.4, 45.8, 1], [0, 90, 5]]),
        "step": st.none() | st.integers(0, 500),
    },
)


def completed(reply: bytes | str) -> str:
    """The canonical JSON of the whole experiment, or "" where it is rejected."""
    try:
        return canonical(complete(parse(Experiment, reply)))
    except (ProblemError, EngineError):
        return ""


@settings(
    max_examples=2000 if RANDOM else 150,
    deadline=None,
    derandomize=not RANDOM,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(experiment=EXPERIMENTS, view=VIEWS)
def test_page_and_server_read_what_the_page_writes(
    page: PageScript, experiment: dict[str, Any], view: dict[str, Any]
) -> None:
    whole = completed(json.dumps(experiment))
    assume(whole)
    reply = page.ask({"experiment": experiment, "view": view})
    assert completed(json.dumps(reply["experiment"])) == whole
    assert {name: reply["view"][name] for name in view} == view
    assert reply["again"] == reply["query"], "an address is canonical: reading and writing it changes nothing"
    assert reply["notices"] == []
    if reply["state"]:
        assert completed(state_codec.decode(reply["state"], LIMIT)) == whole
        assert completed(state_codec.decode(state_codec.encode(json.dumps(experiment)), LIMIT)) == whole
    else:
        read = experiment_in(reply["query"], LIMIT)
        assert read is not None
        assert canonical(complete(read)) == whole
