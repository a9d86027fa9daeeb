"""Client of the wheel: installed with NumPy alone, it runs experiments of a server, on three Pythons."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from descentlab import Client

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.11", "3.12", "3.13")
PROGRAM = """
import json, sys
from descentlab import Client
run = Client(sys.argv[1]).run("rosenbrock", "adam", lr=0.1, steps=50)
print(json.dumps([run.loss.tolist(), sorted({"torch", "fastapi"} & set(sys.modules))]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    (path,) = folder.glob("*.whl")
    return path


def interpreter(version: str) -> str:
    """Path of a Python of this version: on the PATH, or among those that pyenv has installed."""
    installed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    path = str(installed[-1]) if installed else shutil.which(f"python{version}")
    if path is None:
        pytest.fail(f"Python {version} is not installed.")
    return path


@pytest.mark.parametrize("version", VERSIONS)
def test_client_needs_numpy_alone(version: str, wheel: Path, url: str, tmp_path: Path) -> None:
    subprocess.run([interpreter(version), "-m", "venv", str(tmp_path / "env")], check=True, timeout=120)
    python = str(tmp_path / "env" / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "numpy"], check=True, timeout=300)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, timeout=120)
    printed = subprocess.check_output([python, "-c", PROGRAM, url], cwd=tmp_path, text=True, timeout=120)
    loss, heavy = json.loads(printed)
    assert heavy == []
    assert loss == Client().run("rosenbrock", "adam", lr=0.1, steps=50).loss.tolist()
