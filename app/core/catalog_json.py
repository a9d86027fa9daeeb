"""Catalog as JSON: all registry entries, from which the page draws its menus and controls."""

import hashlib
from functools import cache

import orjson

from engine.catalog_document import FAMILIES, catalog
from engine.core.nearest import did_you_mean

from .problem_details import ProblemError


@cache
def catalog_json() -> tuple[bytes, str]:
    """The catalog as JSON bytes, and its ETag."""
    content = orjson.dumps(catalog())
    return content, hashlib.sha256(content).hexdigest()[:24]


@cache
def entry_json(family: str, name: str) -> bytes:
    """One entry as JSON bytes, as the catalog has it, cached.

    Raises ``ProblemError`` 404, which lists the known names, if there is no such family or entry.
    """
    registry = FAMILIES.get(family)
    if registry is None:
        raise ProblemError(404, f"There is no such family. Known: {', '.join(FAMILIES)}.")
    if name not in registry.names:
        told = ("There is no such entry.", did_you_mean(registry.nearest(name)))
        known = f"Known: {', '.join(registry.names)}."
        raise ProblemError(404, " ".join(filter(None, (*told, known))))
    return orjson.dumps(catalog()[family][registry.names.index(name)])
