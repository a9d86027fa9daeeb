"""Installation: which index is asked for PyTorch, and what follows if it has none."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"
PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit 1  # PyTorch is not there yet
echo "$@" >> "$CALLS"
case "$*" in *"$MISSING"*) exit 1 ;; esac
"""
"""An interpreter whose pip notes its calls, and finds nothing at one index."""


def asked_for_torch(folder: Path, **settings: str) -> list[str]:
    """Indices that pip was asked for PyTorch, in order; the last of pip's calls installs the lab."""
    python, calls = folder / "python", folder / "calls"
    python.write_text(PYTHON)
    python.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "TORCH_INDEX"}
    environment |= {"PYTHON": str(python), "CALLS": str(calls), "MISSING": "no index", **settings}
    subprocess.run([ROOT / "scripts/install.sh"], env=environment, cwd=ROOT, check=True, capture_output=True)
    *torch, lab = [line.split() for line in calls.read_text().splitlines()]
    assert lab[-2:] == ["--editable", ".[server]"]
    assert all("torch" in call for call in torch)
    return [call[call.index("--index-url") + 1] if "--index-url" in call else "default" for call in torch]


def test_cpu_build_is_asked_for_first(tmp_path: Path) -> None:
    """The default index has a GPU build for Linux, which makes an environment of 5.0 GB."""
    assert asked_for_torch(tmp_path) == [CPU_BUILDS]


def test_default_index_is_the_fallback(tmp_path: Path) -> None:
    assert asked_for_torch(tmp_path, MISSING=CPU_BUILDS) == [CPU_BUILDS, "default"]


def test_named_index_is_the_only_one(tmp_path: Path) -> None:
    assert asked_for_torch(tmp_path, TORCH_INDEX="https://wheels.example") == ["https://wheels.example"]


def test_named_index_without_torch_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        asked_for_torch(tmp_path, TORCH_INDEX="https://wheels.example", MISSING="wheels.example")
