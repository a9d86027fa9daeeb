"""Dummy entries: adds one to every family, in each Python process that has this folder on PYTHONPATH.

The files beside this one are entries as a contributor writes them, each in the folder of its family. They are
imported as modules of that family, and its registry is made again with the entry at its end, as if the
family's ``__init__`` named it. That is done as soon as the module of the registry has been executed, so that
nobody reads the registry before, and processes without the engine start as fast as ever.

The third kind of problem has a spec and a runtime problem, each with a table of its own.
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent

FAMILIES = {
    "engine.catalog.surfaces": "SURFACES",
    "engine.catalog.methods": "OPTIMIZERS",
    "engine.catalog.schedules": "SCHEDULES",
    "engine.catalog.models": "MODELS",
    "engine.catalog.datasets": "DATASETS",
    "engine.catalog.initializers": "INITIALIZERS",
    "engine.catalog.losses": "LOSSES",
    "engine.catalog.planes": "PLANES",
    "engine.analyses.quantities": "QUANTITIES",
    "engine.analyses": "ANALYSES",
}
"""Package -> its registry."""


def add_entry(registry: str, family: ModuleType) -> None:
    """Add the one entry that stands in the folder of this family."""
    folder = HERE / family.__name__.rpartition(".")[2]
    family.__path__.append(str(folder))
    (file,) = folder.glob("dummy_*.py")
    entries = getattr(family, registry)
    entries.__init__(entries.family, [*entries, import_module(f"{family.__name__}.{file.stem}").ENTRY])


def add_spec(table: ModuleType) -> None:
    table.__path__.append(str(HERE / "spec_problems"))
    table.PROBLEMS.append(import_module("engine.spec.problems.quadratic_form").QuadraticFormSpec)


def add_builder(table: ModuleType) -> None:
    import_module("engine.problems").__path__.append(str(HERE / "problems"))
    table.BUILDERS["quadratic_form"] = import_module("engine.problems.quadratic_form").QuadraticForm


class Finder:
    """Finds the modules that hold a registry, and adds to it when they have been executed."""

    tables: dict[str, Callable[[ModuleType], None]] = {  # noqa: RUF012
        **{name: partial(add_entry, registry) for name, registry in FAMILIES.items()},
        "engine.spec.problems": add_spec,
        "engine.problems.build": add_builder,
    }

    def find_spec(self, name: str, path: Any = None, _target: Any = None) -> ModuleSpec | None:
        add = self.tables.pop(name, None)
        if add is None:
            return None
        found = PathFinder.find_spec(name, path)
        loader: Any = found and found.loader
        execute = loader.exec_module
        loader.exec_module = lambda module: (execute(module), add(module))
        return found


sys.meta_path.insert(0, Finder())
