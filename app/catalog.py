"""The registries as one JSON document: what there is to choose from, from which controls are drawn."""

import hashlib
from functools import cache
from typing import Any

import orjson

from engine.compatibility import pairings
from engine.datasets import DATASETS
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.models import ACTIVATIONS, MODELS, NORMALIZATIONS
from engine.optimizers import OPTIMIZERS, PRESETS
from engine.planes import PLANES
from engine.registry import Entry, Registry
from engine.schedules import SCHEDULES
from engine.surfaces import SURFACES

from .errors import ProblemError

FAMILIES: dict[str, Registry[Any]] = {
    "surfaces": SURFACES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "models": MODELS,
    "datasets": DATASETS,
    "initializers": INITIALIZERS,
    "losses": LOSSES,
    "activations": ACTIVATIONS,
    "normalizations": NORMALIZATIONS,
    "planes": PLANES,
}
"""Every family by its plural name, in the order of the catalog."""


@cache
def catalog() -> dict[str, Any]:
    """Every entry of every family, the presets of the optimizer picker, and what goes with what.

    ``pairings[model][dataset]`` names the losses that fit, the default first.
    """
    families = {family: [entry.describe() for entry in registry] for family, registry in FAMILIES.items()}
    presets = [preset.describe() for preset in PRESETS]
    return {**families, "presets": presets, "pairings": pairings()}


@cache
def catalog_json() -> tuple[bytes, str]:
    """The catalog encoded, and its ETag."""
    content = orjson.dumps(catalog())
    return content, hashlib.sha256(content).hexdigest()[:24]


def entry(family: str, name: str) -> Entry:
    """One entry; raises ``ProblemError`` 404 that lists what there is."""
    registry = FAMILIES.get(family)
    if registry is None:
        raise ProblemError(404, f"There is no such family. Known: {', '.join(FAMILIES)}.")
    if name not in registry.names:
        raise ProblemError(404, f"There is no such entry. Known: {', '.join(registry.names)}.")
    found: Entry = registry.named(name)
    return found
