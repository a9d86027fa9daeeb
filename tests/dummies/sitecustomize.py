"""Dummy entries: adds one to every family, in each Python process that has this folder on PYTHONPATH.

The files beside this one are entries as a contributor writes them, each in the folder of its family. They are
imported as modules of that family, and its registry is made again with the entry at its end, as if the
family's ``__init__`` named it. That is done just before the first module that reads the registries is
imported, so that processes without the engine start as fast as ever.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

CATALOG = {
    "surfaces": "SURFACES",
    "methods": "OPTIMIZERS",
    "schedules": "SCHEDULES",
    "models": "MODELS",
    "datasets": "DATASETS",
    "initializers": "INITIALIZERS",
    "losses": "LOSSES",
    "planes": "PLANES",
}
"""The registry of each family of ``engine.catalog``."""


def add_entry(package: str, registry: str) -> None:
    """Add the one entry that stands in the folder of this family."""
    family = import_module(package)
    folder = HERE / package.rpartition(".")[2]
    family.__path__.append(str(folder))
    (file,) = folder.glob("dummy_*.py")
    entries = getattr(family, registry)
    entries.__init__(entries.family, [*entries, import_module(f"{package}.{file.stem}").ENTRY])


def add_to_catalog() -> None:
    for folder, registry in CATALOG.items():
        add_entry(f"engine.catalog.{folder}", registry)


def add_quantity() -> None:
    add_entry("engine.analyses.quantities", "QUANTITIES")


def add_analysis() -> None:
    add_entry("engine.analyses", "ANALYSES")


class Finder:
    """Finds no module: it adds the entries when a module that reads a registry is looked for."""

    readers = {  # noqa: RUF012
        "engine.spec.experiment": add_to_catalog,
        "engine.analyses.measure": add_quantity,
        "engine.catalog_document": add_analysis,
        "app.api.routes.analyses": add_analysis,
        "app.workers.preload": add_analysis,
    }

    def find_spec(self, name: str, *_: Any) -> None:
        add = self.readers.pop(name, None)
        if add is not None:
            for other in [key for key, value in self.readers.items() if value is add]:
                del self.readers[other]
            add()


sys.meta_path.insert(0, Finder())
