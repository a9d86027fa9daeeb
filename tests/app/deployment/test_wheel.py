"""Wheel: one top-level name, and it runs from any folder."""

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import httpx2
import pytest
from foreign import python_program
from launch import ROOT, running, start_server
from packaging.metadata import Metadata
from talk import Viewer, experiment


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


def environment(folder, wheel):
    """A fresh environment with the wheel alone: its interpreter, and the folder of its packages."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    purelib = Path(
        subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(purelib)
    return python, purelib


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment that sees the installed libraries, but not the repository."""
    python, purelib = environment(tmp_path_factory.mktemp("environment"), wheel)
    (purelib / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_wheel_installs_one_top_level_name(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"descentlab"}
    for part in (
        "app/main.py",
        "engine/run/race.py",
        "static/js/main.js",
        "templates/index.html",
        "content/gallery/order.json",
    ):
        assert f"descentlab/_bundle/{part}" in names
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]
    assert any(name.startswith("descentlab/_bundle/static/vendor/plotly-") for name in names)


def test_metadata_is_what_an_index_shows(wheel):
    """Its description works without the repository: no relative link or picture, no ``make``."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("METADATA")]
        told = Metadata.from_email(archive.read(name))
    assert told.license_expression == "MIT"
    assert told.description_content_type == "text/markdown"
    assert "Programming Language :: Python :: 3.13" in told.classifiers
    assert {"gradient descent", "PyTorch"} <= set(told.keywords)
    assert 'pip install "descentlab[server]"' in told.description
    assert "\n## From a program\n" in told.description
    targets = re.findall(r"\]\(([^)]*)\)|(?:src|href)=[\"']?([^\"'>]*)", told.description)
    assert [target for target in targets if not re.match(r"https?://", "".join(target))] == []
    assert re.findall(r"^make \w+|`make|pip install \"?\.", told.description, re.M) == []


@pytest.mark.acceptance
def test_twine_takes_both_distributions(tmp_path):
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    made = sorted(tmp_path.iterdir())
    assert [path.name.partition("-")[0] for path in made] == ["descentlab", "descentlab"]
    check = [python_program("twine"), "check", "--strict", *map(str, made)]
    told = subprocess.run(check, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout


def test_runs_from_a_folder_with_modules_of_equal_names(installed, tmp_path):
    for name in ("app", "engine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong one')\n")
    command = [str(installed), "-m", "descentlab"]
    with (
        start_server("--workers", "1", command=command, cwd=tmp_path, PYTHONPATH="") as server,
        httpx2.Client(base_url=server.url) as client,
    ):
        assert client.get("/").status_code == 200
        assert client.get("/static/css/tokens.css").status_code == 200
        assert client.get("/readyz").status_code == 200
        with Viewer(server.live) as viewer:
            assert viewer.watch(experiment(steps=20)).done


def test_engine_works_as_a_library(installed, tmp_path):
    code = "import descentlab.engine.run.race as race; print(race.__file__)"
    printed = subprocess.check_output([installed, "-P", "-c", code], cwd=tmp_path, text=True, timeout=120)
    assert "_bundle" in printed


@pytest.fixture
def light(wheel, tmp_path):
    """A fresh environment with the wheel and NumPy alone."""
    python, purelib = environment(tmp_path / "light", wheel)
    for part in Path(sysconfig.get_path("purelib")).glob("numpy*"):
        (purelib / part.name).symlink_to(part)
    return python


RACE = """
import sys
from descentlab import Client

run = Client(sys.argv[1]).run("bowl", "sgd", lr=0.1, steps=3)
print(len(run.loss), "torch" in sys.modules)
try:
    Client()
except ValueError as error:
    print(error)
"""


def test_client_of_a_server_needs_numpy_alone(light, tmp_path):
    with running("--workers", "1") as server:
        command = [light, "-P", "-c", RACE, server.url]
        printed = subprocess.check_output(command, cwd=tmp_path, text=True, timeout=120)
    assert printed.startswith("4 False\n")
    assert 'pip install "descentlab[torch]"' in printed
    started = subprocess.run(
        [light, "-P", "-m", "descentlab"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert started.stderr.endswith('Install it with: pip install "descentlab[server]".\n')
    assert "Traceback" not in started.stderr


PROGRAM = """
from descentlab import Client, Comparison, Landscape, Run

lab = Client()
run: Run = lab.run("bowl", "adam")
race: Comparison = lab.compare("bowl", ["gd", "adam"])
land: Landscape = race[0].landscape()
print(run.loss, run.los)
"""


def test_types_reach_its_users(wheel, installed, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        assert "descentlab/py.typed" in archive.namelist()
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(installed), "program.py"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)
    assert told.stdout.splitlines()[0].startswith(
        'program.py:8: error: "Run" has no attribute "los"; maybe "loss"?'
    ), told.stdout
    assert told.stdout.splitlines()[1].startswith("Found 1 error")
