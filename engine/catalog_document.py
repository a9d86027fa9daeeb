"""Catalog document: all registries as one JSON value, for the API and the page."""

from functools import cache
from typing import Any

from .analyses.quantities import QUANTITIES
from .catalog.datasets import DATASETS
from .catalog.initializers import INITIALIZERS
from .catalog.losses import LOSSES
from .catalog.methods import OPTIMIZERS, PRESETS
from .catalog.models import ACTIVATIONS, MODELS, NORMALIZATIONS
from .catalog.planes import PLANES
from .catalog.schedules import SCHEDULES
from .catalog.surfaces import SURFACES
from .core.registry import Registry
from .spec.compatibility import pairings
from .spec.default_rates import describe_rates

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
    "quantities": QUANTITIES,
}
"""Plural name -> registry of each family, in the order of the document."""


@cache
def catalog() -> dict[str, Any]:
    """Every entry of every family, the presets of the optimizer menu, and the compatible combinations.

    ``pairings[model][dataset]`` lists the names of the losses that fit, the default first.
    """
    families = {family: [entry.describe() for entry in registry] for family, registry in FAMILIES.items()}
    for described, surface in zip(families["surfaces"], SURFACES, strict=True):
        described["learning_rates"] = describe_rates(surface)
    presets = [preset.describe() for preset in PRESETS]
    return {**families, "presets": presets, "pairings": pairings()}
