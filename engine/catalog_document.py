"""Catalog document: all registries as one JSON value, for the API and the page."""

from functools import cache
from typing import Any

from .analyses import ANALYSES
from .analyses.quantities import QUANTITIES
from .batched.axes import SECOND_AXIS_CHOICES
from .batched.batched_params import PARTS
from .catalog.datasets import DATASETS, points, table
from .catalog.datasets.tables.decoding import TITLES
from .catalog.initializers import INITIALIZERS
from .catalog.losses import LOSSES
from .catalog.methods import OPTIMIZERS, PRESETS
from .catalog.models import ACTIVATIONS, MODELS, NORMALIZATIONS
from .catalog.planes import PLANES
from .catalog.schedules import SCHEDULES
from .catalog.surfaces import SURFACES
from .catalog.surfaces.base import SURFACE_GROUPS
from .core.registry import Registry
from .core.validation_errors import NUMBER_SENTENCES
from .run.trajectory import COLUMNS
from .spec.compatibility import pairings
from .spec.default_rates import describe_rates
from .spec.experiment import MAX_RACERS, MAX_STEPS, SEEDS, Experiment
from .spec.opening import USUAL_METHODS, opening_experiment
from .spec.problems import PROBLEMS, name_of
from .spec.problems.network import NETWORK_EDITS

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
    analyses = [analysis.describe() for analysis in ANALYSES]
    return {
        **families,
        "presets": presets,
        "analyses": analyses,
        "pairings": pairings(),
        **experiment_facts(),
    }


def experiment_facts() -> dict[str, Any]:
    """What a page must know of every experiment.

    ``opening`` is the experiment that it opens with, ``usual_methods`` the methods that it suggests for new
    racers, the first one first, ``bounds`` the lowest and highest number of racers, of steps, of points that
    a person draws, of their classes, and of bytes of a person's own table, and the lowest and highest seed,
    ``encodings`` the encodings of a table that can be set, with their titles,
    ``defaults`` the number of steps and the seed of an experiment that names none, ``columns`` the columns of
    a trajectory in their order, ``network_edits`` the settings of a network that an edit can change, with
    their JSON pointers, ``problem_kinds`` what each kind of problem is and has, by its name,
    ``default_plane`` the name of the plane of a network that names none, ``labels`` the
    labels of parameters and choices whose names are not clear by themselves, ``number_sentences`` what is
    wrong with a number, by type or keyword of JSON Schema, ``map_parameters`` the names that maps have for
    the parameters of optimizers, ``surface_groups`` the groups of the surface menu.
    """
    return {
        "opening": opening_experiment(),
        "usual_methods": list(USUAL_METHODS),
        "bounds": {
            "racers": [1, MAX_RACERS],
            "steps": [1, MAX_STEPS],
            "seed": [0, SEEDS - 1],
            "points": [points.MIN_POINTS, points.MAX_POINTS],
            "point_classes": [1, points.MAX_CLASSES],
            "table_bytes": [1, table.MAX_BYTES],
        },
        "encodings": {"auto": "automatic", **TITLES},
        "defaults": {name: Experiment.model_fields[name].default for name in ("steps", "seed")},
        "columns": list(COLUMNS),
        "network_edits": NETWORK_EDITS,
        "problem_kinds": {name_of(problem): problem.describe() for problem in PROBLEMS},
        "default_plane": PLANES[0].name,
        "labels": labels(),
        "number_sentences": NUMBER_SENTENCES,
        "map_parameters": {"second": list(SECOND_AXIS_CHOICES), "parts": PARTS},
        "surface_groups": [{"title": title, "kinds": list(kinds)} for title, kinds in SURFACE_GROUPS],
    }


def labels() -> dict[str, str]:
    """Labels by the names of parameters and of their choices.

    Raises:
        ValueError: if two entries give one name different labels.
    """
    titles = {entry.name: entry.title for entry in ACTIVATIONS}
    for registry in FAMILIES.values():
        for entry in registry:
            for name, field in entry.params.model_json_schema().get("properties", {}).items():
                own = {name: field["x-label"]} if "x-label" in field else {}
                for key, label in (own | field.get("x-labels", {})).items():
                    if titles.setdefault(key, label) != label:
                        raise ValueError(f"{key!r} is called {titles[key]!r} and {label!r}")
    return titles
