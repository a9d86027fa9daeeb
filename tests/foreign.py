"""Foreign programs: those that only acceptance tests run, where ``make acceptance`` has installed them."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON_PROGRAMS = Path(os.environ.get("FOREIGN", ROOT / ".foreign")) / "bin"
NODE_PROGRAMS = ROOT / "node_modules" / ".bin"


def python_program(name: str) -> str:
    """Path of a program of ``scripts/foreign.sh``; without it, the test fails."""
    return _path(PYTHON_PROGRAMS / name, "scripts/foreign.sh")


def node_program(name: str) -> str:
    """Path of a program of ``scripts/node.sh``; without it, the test fails."""
    return _path(NODE_PROGRAMS / name, "scripts/node.sh acceptance")


def _path(path: Path, script: str) -> str:
    if not path.exists():
        pytest.fail(f"{path.name} is not installed; {script} installs it.")
    return str(path)
