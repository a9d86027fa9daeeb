"""Descent Lab: an interactive laboratory of the loss landscape.

``descentlab.Client`` runs experiments from Python, here or on a server.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import Client
    from .source import LabError

__all__ = ["ROOT", "Client", "LabError", "__version__"]

__version__ = "0.1.0"

_here = Path(__file__).resolve().parent
ROOT = _here / "_bundle" if (_here / "_bundle").is_dir() else _here.parent
"""Where ``app``, ``engine``, ``static`` and ``templates`` are: the checkout, or the wheel's bundle."""

__path__ = [*__path__, str(ROOT)]  # so that ``import descentlab.engine`` works from both


def __getattr__(name: str) -> Any:
    """The client is imported when it is asked for: the server starts without it."""
    if name == "Client":
        from .client import Client

        return Client
    if name == "LabError":
        from .source import LabError

        return LabError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
