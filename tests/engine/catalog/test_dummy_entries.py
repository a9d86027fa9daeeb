"""Dummy entries: one more in every family works everywhere, from its own file alone.

The entries stand in ``tests/dummies``. They are added when Python starts: in a process of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]


def test_dummy_entries_work_from_catalog_to_export() -> None:
    path = os.pathsep.join([str(TESTS / "dummies"), str(TESTS.parent)])
    walk = [sys.executable, "-W", "error", str(TESTS / "dummies/walk.py")]
    done = subprocess.run(walk, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
