"""Arrow: the columns of a run are a polars frame, an Arrow table and a Feather file, with the same bits."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from foreign import ROOT, python_program

pytestmark = pytest.mark.acceptance

PROGRAM = """
import json
import polars, pyarrow, pyarrow.feather
from descentlab import Client
run = Client().run("rosenbrock", "adam", lr=0.1, steps=50)
columns = run.columns()
table = pyarrow.table(columns)
pyarrow.feather.write_feather(table, "run.arrow")
made = polars.DataFrame(columns), table, pyarrow.feather.read_table("run.arrow")
same = [all(one[name].to_numpy().tobytes() == columns[name].tobytes() for name in columns) for one in made]
print(json.dumps([list(columns), same]))
"""


def test_columns_are_a_frame_and_a_table(tmp_path: Path) -> None:
    command = [python_program("python"), "-c", PROGRAM]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.check_output(command, cwd=tmp_path, env=env, text=True, timeout=300)
    assert json.loads(told) == [["x", "y", "loss", "lr", "grad_norm"], [True, True, True]]
