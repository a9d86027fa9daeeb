"""Descent Lab: an interactive laboratory for optimizers and loss landscapes.

``descentlab.Client`` runs experiments from Python, in this process or on a server.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .paths import ROOT

if TYPE_CHECKING:
    from .backend import LabError
    from .client import Client
    from .results import Comparison, Landscape, Run
    from .stream import RunStream

__all__ = ["ROOT", "Client", "Comparison", "LabError", "Landscape", "Run", "RunStream", "__version__"]

__path__ = [*__path__, str(ROOT)]  # so that ``import descentlab.engine`` works from both

__version__: str = import_module(".engine.core.version", __name__).__version__

_MODULES = {
    "Client": ".client",
    "LabError": ".backend",
    **dict.fromkeys(("Comparison", "Landscape", "Run"), ".results"),
    "RunStream": ".stream",
}


def __getattr__(name: str) -> Any:
    """Lazy import: a server starts without loading the client."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
