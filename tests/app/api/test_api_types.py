"""Types of the page: the generated file is up to date."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_types_are_those_of_the_schemas() -> None:
    command = [sys.executable, "scripts/api_types.py", "--check"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    checked = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
