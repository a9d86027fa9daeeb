"""Descent Lab: an interactive laboratory of the loss landscape."""

from pathlib import Path

__version__ = "0.1.0"

_here = Path(__file__).resolve().parent
ROOT = _here / "_bundle" if (_here / "_bundle").is_dir() else _here.parent
"""The folder of ``app``, ``engine``, ``static`` and ``templates``: the checkout, or the wheel's bundle."""

__path__ = [*__path__, str(ROOT)]  # so that ``import descentlab.engine`` works from both
