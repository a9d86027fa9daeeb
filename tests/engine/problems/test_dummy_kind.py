"""Dummy kind: a problem that is neither a surface nor a network works, or is refused in a sentence.

It stands in ``tests/dummies``. It is added when Python starts: in a process of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]


def test_third_kind_works_from_catalog_to_picture() -> None:
    path = os.pathsep.join([str(TESTS / "dummies"), str(TESTS.parent)])
    walk = [sys.executable, "-W", "error", str(TESTS / "dummies/walk_kind.py")]
    done = subprocess.run(walk, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
