"""Generate the types of what the server sends and accepts, from its OpenAPI and AsyncAPI documents.

    python scripts/api_types.py          write types/api.d.ts
    python scripts/api_types.py --check  fail if the file is not as it would be written

The page's modules name these types in JSDoc; no browser loads the file. All entries of the catalog share one
type, ``Choice``, so that a new entry changes nothing here.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

from app.api import asyncapi
from app.main import app
from app.ws.client_messages import ClientMessage
from app.ws.server_messages import ANSWERS
from engine.analyses import ANALYSES

ROOT = Path(__file__).parents[1]
TYPES = ROOT / "types/api.d.ts"
GENERATOR = ROOT / "node_modules/.bin/json2ts"
OPTIONS = ("--unreachableDefinitions", "--no-additionalProperties", "--style.printWidth=110")
BANNER = "/** What the server sends and accepts: written by `make types` from the server's schemas. */"

Schema = dict[str, Any]

CHOICE: Schema = {
    "type": "object",
    "description": "An entry of the catalog, and values of its parameters; others have their defaults.",
    "properties": {
        "name": {"type": "string"},
        "params": {
            "type": "object",
            "properties": {"lr": {"type": "number", "description": "Learning rate, if it has one."}},
            "additionalProperties": True,
        },
    },
    "required": ["name"],
}

ORIGIN = re.compile(
    r"/\*\*\n \* This interface was referenced by .*\n.*\n \*/\n"
    r"| \*\n \* This interface was referenced by .*\n.*\n"
)
"""What the generator says of where it read a type: of no use to a reader."""

OVERRIDES = {
    ("Started", "experiment"): "CompletedExperiment",
    ("CheckedExperiment", "experiment"): "CompletedExperiment",
    ("Example", "experiment"): "Experiment",
    ("Example", "beside"): "ExperimentOrNull",
}
"""Properties of which the documents say less than is known, such as that every default is filled in."""


def schema() -> Schema:
    """One JSON Schema with a definition of each type; its own properties are the facts of the analyses."""
    rest, live = app.openapi(), asyncapi.document()
    named = {
        name: _plain(one)
        for document in (live, rest)
        for name, one in document["components"]["schemas"].items()
    }
    messages = {"ClientMessage": get_args(ClientMessage), "ServerMessage": ANSWERS}
    unions = {name: {"anyOf": [_ref(m.__name__) for m in models]} for name, models in messages.items()}
    named |= unions | {"Choice": CHOICE}
    named |= {f"Completed{name}": _completed(named[name]) for name in _reachable(named, ["Experiment"])}
    named["ExperimentOrNull"] = {"anyOf": [_ref("Experiment"), {"type": "null"}]}
    for (name, field), known in OVERRIDES.items():
        named[name]["properties"][field] = _ref(known)
    used = _reachable(named, [*unions, *_names(_current(rest))])
    return {
        "title": "Analyses",
        "description": "The facts of each analysis, by its name.",
        "type": "object",
        "properties": {entry.name: _ref(entry.facts.__name__) for entry in ANALYSES},
        "required": list(ANALYSES.names),
        "$defs": {name: named[name] for name in sorted(used)},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _names(node: Any) -> list[str]:
    """Names of the schemas to which a part of a document refers."""
    return re.findall(r'"\$ref": "#/(?:components/schemas|\$defs)/(\w+)"', json.dumps(node))


def _reachable(named: dict[str, Schema], roots: list[str]) -> set[str]:
    """The roots, and all to which they refer."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _names(named[name])
    return found


def _current(rest: Schema) -> list[Schema]:
    """The operations of the REST interface that are not deprecated."""
    operations = [operation for path in rest["paths"].values() for operation in path.values()]
    return [operation for operation in operations if not operation.get("deprecated")]


def _plain(node: Any) -> Any:
    """A schema in the words that the generator knows: tuples of JSON Schema 4, and no titles."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("discriminator", {}).get("propertyName") == "name":
        return _ref("Choice")
    if "$ref" in node:
        return _ref(node["$ref"].rpartition("/")[2])
    kept = {key: _plain(value) for key, value in node.items() if key not in UNKNOWN}
    if "properties" in kept:
        kept["properties"] = {name: _plain(one) for name, one in node["properties"].items()}
        kept.pop("additionalProperties", None)  # types name what is known
    if "prefixItems" in kept:
        kept["items"] = kept.pop("prefixItems")
    if isinstance(kept.get("items"), list):  # a tuple, as draft 7 writes it
        kept["additionalItems"] = False
    elif kept.get("type") == "array":
        kept = {key: value for key, value in kept.items() if key not in ("minItems", "maxItems")}
    return kept


UNKNOWN = ("title", "examples", "example", "discriminator", "default")
"""Keywords that would change nothing in a type, or its name."""


def _completed(one: Schema) -> Schema:
    """The same type with every property there, and its parts completed as well."""
    text = re.sub(r'"(#/\$defs/)(\w+)"', r'"\1Completed\2"', json.dumps(one))
    made: Schema = json.loads(text)
    return made | ({"required": list(made["properties"])} if "properties" in made else {})


def generate() -> str:
    """The text of the file; raises ``CalledProcessError`` if the generator fails."""
    command = [GENERATOR, *OPTIONS, f"--bannerComment={BANNER}"]
    made = subprocess.run(command, input=json.dumps(schema()), capture_output=True, text=True, check=True)
    return re.sub(ORIGIN, "", made.stdout)


def main() -> int:
    """Write or check the file; returns the exit status."""
    parser = argparse.ArgumentParser(description="Types of the server's messages and facts, for the page.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is out of date")
    check = parser.parse_args().check
    text = generate()
    if not check:
        TYPES.write_text(text, encoding="utf-8")
    elif text != TYPES.read_text(encoding="utf-8"):
        print("types/api.d.ts is out of date: run `make types`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
