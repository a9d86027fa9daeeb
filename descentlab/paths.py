"""Paths: where the package's files are, in a checkout and in an installed wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent

ROOT = _HERE / "_bundle" if (_HERE / "_bundle").is_dir() else _HERE.parent
"""The folder of ``app``, ``engine``, ``static``, ``templates``, ``content``: checkout or wheel's bundle."""
