"""Lists the licences of what the lab stands on, by metadata of installed packages, as docs/licences.md."""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==", re.MULTILINE)
HEADER = """# Licences

Of the packages in `requirements.lock`, as their metadata state them (`python scripts/licences.py` writes
this list), and of the libraries in `static/vendor`. The lab's own licence is MIT.

| package | licence |
|---|---|
"""
VENDORED = {"KaTeX": "MIT", "Plotly.js": "MIT"}


def locked() -> list[str]:
    """The names of all pinned packages."""
    return LOCKED.findall((ROOT / "requirements.lock").read_text())


def licence(name: str) -> str:
    """What a package says of itself: the expression, else classifiers, else the first line of its text."""
    about = metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    classes = [
        c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    named = [c for c in classes if c != "OSI Approved"]
    if named:
        return ", ".join(named)
    return str(about.get("License") or "not stated").strip().splitlines()[0][:60]


def table() -> str:
    """The whole document."""
    rows = {**{name: licence(name) for name in locked()}, **VENDORED}
    return HEADER + "".join(f"| {name} | {rows[name]} |\n" for name in sorted(rows, key=str.lower))


if __name__ == "__main__":
    try:
        (ROOT / "docs" / "licences.md").write_text(table())
    except PackageNotFoundError as error:
        sys.exit(f"Install what requirements.lock names first: {error.name} is not there.")
