"""Wheel on three Pythons: each extra is installed as the README says, and gives the same bits."""

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from descentlab import Client

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(3600)]

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.11", "3.12", "3.13")
INDEX = os.environ.get("TORCH_INDEX", "https://download.pytorch.org/whl/cpu")
EXTRAS = {
    "none": "",
    "torch": "[torch]",
    "server": "[server]",
    "everything": "[server,notebook,video,postgresql]",
}
"""Each contains the one before, so one environment grows."""

LIGHT = """
import json, sys
from descentlab import Client
run = Client(sys.argv[1]).run("rosenbrock", "adam", lr=0.1, steps=50)
print(json.dumps([run.loss.tolist(), sorted({"torch", "fastapi"} & set(sys.modules))]))
"""
RACES = """
import hashlib, sys
from descentlab import Client
lab = Client(*sys.argv[1:])
network = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}
races = lab.compare("rosenbrock", ["gd", "adam"], steps=200), lab.compare(network, ["gd", "adam"], steps=50)
columns = [getattr(run, name).tobytes() for race in races for run in race for name in ("x", "y", "loss")]
print(hashlib.sha256(b"".join(columns)).hexdigest())
"""


@dataclass
class Environment:
    """Environment: a fresh one of some Python, to which extras are added."""

    python: Path
    seconds: float = 0
    told: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.python.parents[1]

    def add(self, wheel: Path, name: str) -> None:
        """Install the wheel with an extra, and tell what all have taken until now."""
        options = ["--quiet", "--disable-pip-version-check", "--extra-index-url", INDEX, "--retries", "1"]
        begun = time.monotonic()
        self.run("-m", "pip", "install", *options, f"{wheel}{EXTRAS[name]}")
        self.seconds += time.monotonic() - begun
        megabytes = sum(path.lstat().st_size for path in self.folder.rglob("*") if not path.is_dir()) / 1e6
        self.told.append(f"{name} {megabytes:.0f} MB {self.seconds:.0f} s")

    def run(self, *arguments: str) -> str:
        """What Python prints, run without this repository."""
        command = [str(self.python), *arguments]
        return subprocess.check_output(command, cwd=self.folder, env=without_path(), text=True, timeout=1800)

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of a server."""
        command = [str(self.python), "-m", "descentlab", "--port", "0", "--workers", "1"]
        process = subprocess.Popen(
            command, cwd=self.folder, env=without_path(), stdout=subprocess.PIPE, text=True
        )
        with process:
            assert process.stdout is not None
            yield process.stdout.readline().rpartition(" at ")[2].strip()
            process.send_signal(signal.SIGTERM)


@dataclass
class Computed:
    """Computed: what the extras of one Python gave."""

    light: tuple[list[float], list[str]]
    torch: str
    digests: list[str]
    page: str


def without_path() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


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


@functools.cache
def computed(version: str, wheel: Path, url: str) -> Computed:
    """What a Python computes, extra by extra; its environment, of up to 6 GB, is removed."""
    folder = wheel.parent / version
    subprocess.run([interpreter(version), "-m", "venv", str(folder)], check=True, timeout=120)
    environment = Environment(folder / "bin" / "python")
    try:
        environment.add(wheel, "none")
        light = json.loads(environment.run("-c", LIGHT, url))
        environment.add(wheel, "torch")
        torch = environment.run("-c", "import torch; print(torch.__version__)").strip()
        digests = [environment.run("-c", RACES)]
        for name in ("server", "everything"):
            environment.add(wheel, name)
            with environment.served() as own:
                page = urllib.request.urlopen(own, timeout=60).read().decode()
                digests.append(environment.run("-c", RACES, own))
        sys.stdout.write(f"\nPython {version}, torch {torch}: {', '.join(environment.told)}\n")
        return Computed(light, torch, digests, page)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("version", VERSIONS)
def test_client_needs_numpy_alone(version: str, wheel: Path, url: str) -> None:
    loss, heavy = computed(version, wheel, url).light
    assert heavy == []
    assert loss == Client().run("rosenbrock", "adam", lr=0.1, steps=50).loss.tolist()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_extra_gives_the_same_bits(version: str, wheel: Path, url: str) -> None:
    made = computed(version, wheel, url)
    assert "<title>Descent Lab" in made.page
    assert len(made.digests) == 3
    assert len(set(made.digests)) == 1


def test_every_python_gives_the_same_bits(wheel: Path, url: str) -> None:
    made = [computed(version, wheel, url) for version in VERSIONS]
    assert len({one.torch for one in made}) == 1, "bits are those of one version of PyTorch"
    assert len({one.digests[0] for one in made}) == 1
