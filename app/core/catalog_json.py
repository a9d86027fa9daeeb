"""The registries as one JSON document: what there is to choose from, from which controls are drawn."""

import hashlib
from functools import cache

import orjson

from engine.catalog_document import FAMILIES, catalog
from engine.core.registry import Entry

from .problem_details import ProblemError


@cache
def catalog_json() -> tuple[bytes, str]:
    """The catalog encoded, and its ETag."""
    content = orjson.dumps(catalog())
    return content, hashlib.sha256(content).hexdigest()[:24]


@cache
def entry_json(family: str, name: str) -> bytes:
    """One entry encoded; raises as ``entry`` does, and only what there is is kept."""
    return orjson.dumps(entry(family, name).describe())


def entry(family: str, name: str) -> Entry:
    """One entry; raises ``ProblemError`` 404 that lists what there is."""
    registry = FAMILIES.get(family)
    if registry is None:
        raise ProblemError(404, f"There is no such family. Known: {', '.join(FAMILIES)}.")
    if name not in registry.names:
        raise ProblemError(404, f"There is no such entry. Known: {', '.join(registry.names)}.")
    selected: Entry = registry.named(name)
    return selected
