"""Engine: loss landscapes, and the runs of real optimizers on them. It knows no server and no worker.

Names are imported when they are first used, so that ``import engine`` costs nothing:

    >>> from engine import Experiment, build_race, complete
    >>> experiment = complete(
    ...     Experiment.model_validate(
    ...         {
    ...             "problem": {"kind": "surface", "surface": {"name": "bowl"}},
    ...             "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
    ...             "steps": 3,
    ...         }
    ...     )
    ... )
    >>> build_race(experiment).advance(4).racers[0].shape
    (14, 4)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import catalog, export, render
    from .core.errors import EngineError, InvalidSpec
    from .core.version import __version__
    from .landscape.build import build_problem, build_race
    from .landscape.grid import grid
    from .run.race import Race
    from .run.trajectory import COLUMNS, Chunk, Event
    from .spec.defaults import complete
    from .spec.experiment import Experiment, experiment_id

__all__ = [
    "COLUMNS",
    "Chunk",
    "EngineError",
    "Event",
    "Experiment",
    "InvalidSpec",
    "Race",
    "__version__",
    "build_problem",
    "build_race",
    "catalog",
    "complete",
    "experiment_id",
    "export",
    "grid",
    "render",
]

_MODULES = {
    "COLUMNS": ".run.trajectory",
    "Chunk": ".run.trajectory",
    "EngineError": ".core.errors",
    "Event": ".run.trajectory",
    "Experiment": ".spec.experiment",
    "InvalidSpec": ".core.errors",
    "Race": ".run.race",
    "__version__": ".core.version",
    "build_problem": ".landscape.build",
    "build_race": ".landscape.build",
    "complete": ".spec.defaults",
    "experiment_id": ".spec.experiment",
    "grid": ".landscape.grid",
}
"""Where each public name is defined."""


def __getattr__(name: str) -> Any:
    if name in ("catalog", "export", "render"):
        return import_module(f".{name}", __name__)
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
