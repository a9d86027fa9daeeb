"""Client streams: a run's points while they are computed, bars, ``async``, and runs that take long."""

import asyncio
import json
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from descentlab import Client, LabError, RunStream
from descentlab.local import LocalBackend
from descentlab.results import Run

ROOT = Path(__file__).resolve().parents[2]
RACERS = ["gd", "adam"]


def bits(run: Run) -> dict[str, bytes]:
    return {name: column.tobytes() for name, column in run.columns().items()}


def whole(stream: RunStream, racer: int) -> dict[str, Any]:
    """The columns of a racer, from all chunks of a stream."""
    chunks = list(stream)
    assert [chunk.start for chunk in chunks[1:]] == [chunk.end for chunk in chunks[:-1]]
    names = chunks[0].racers[racer]
    return {name: np.concatenate([chunk.racers[racer][name] for chunk in chunks]) for name in names}


@pytest.mark.parametrize("lr", [1e-3, 1.0])
def test_chunks_are_the_run_bit_for_bit(lab: Client, lr: float) -> None:
    """With a learning rate of 1, gradient descent diverges, and ends before Adam."""
    race = lab.compare("rosenbrock", RACERS, lr=lr, steps=700, marks=True)
    for number, run in enumerate(race):
        stream = lab.stream("rosenbrock", RACERS, lr=lr, steps=700)
        columns = whole(stream, number)
        assert columns["steps"].tolist() == run.steps.tolist()
        for name in ("x", "y", "loss", "lr"):
            assert columns[name].tobytes() == getattr(run, name).tobytes(), name
        assert stream.result() == race
        assert bits(stream.result()[number]).items() < bits(run).items()
    marked = lab.stream("rosenbrock", RACERS, lr=lr, steps=700, marks=True).result()
    assert [bits(run) for run in marked] == [bits(run) for run in race]
    assert all(run.marks for run in marked)


def test_points_come_before_the_end(lab: Client) -> None:
    stream = lab.stream("rosenbrock", "adam", steps=20_000, lr=0.01)
    chunk = next(stream)
    assert 0 < chunk.end < chunk.total == 20_000
    stream.close()
    with pytest.raises(LabError, match="ended before its run"):
        stream.result()


def test_wrong_experiment_is_told(lab: Client) -> None:
    with pytest.raises(LabError, match="steps"):
        list(lab.stream("bowl", "adam", steps=0))


def test_async_programs_await_runs(lab: Client) -> None:
    async def both() -> tuple[Any, ...]:
        one, two = lab.stream("bowl", "adam", steps=40), lab.stream("beale", RACERS, steps=300)
        chunks = [chunk async for chunk in one]
        return chunks, one.result(), *await asyncio.gather(two._last(), lab.stream("bowl", "gd")._last())

    async def plain() -> Any:
        return await lab.stream("bowl", "adam", steps=40)

    chunks, one, two, _ = asyncio.run(both())
    run = lab.run("bowl", "adam", steps=40)
    assert sum(len(chunk.racers[0]["loss"]) for chunk in chunks) == 41
    assert bits(one[0]) == bits(run) == bits(asyncio.run(plain())[0])
    assert [bits(own) for own in two] == [bits(own) for own in lab.compare("beale", RACERS, steps=300)]


class Bar:
    """A bar of tqdm, as far as it is used."""

    made: list["Bar"]

    def __init__(self, **options: Any) -> None:
        self.options, self.n, self.total, self.closed = options, 0, None, False
        self.made.append(self)

    def update(self, n: int) -> None:
        self.n += n

    def close(self) -> None:
        self.closed = True


def module(name: str, **members: Any) -> types.ModuleType:
    """A module in the place of one that may not be installed."""
    made = types.ModuleType(name)
    made.__spec__ = ModuleSpec(name, None)
    vars(made).update(members)
    return made


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[Bar]:
    Bar.made = []
    monkeypatch.setitem(sys.modules, "tqdm", module("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", module("tqdm.auto", tqdm=Bar))
    return Bar.made


def notebook(monkeypatch: pytest.MonkeyPatch, kernel: bool) -> None:
    shell = types.SimpleNamespace(**({"kernel": None} if kernel else {}))
    monkeypatch.setitem(sys.modules, "IPython", module("IPython", get_ipython=lambda: shell))


def test_notebooks_show_a_bar(lab: Client, bars: list[Bar], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = lab.run("rosenbrock", "adam", steps=500)
    notebook(monkeypatch, kernel=False)
    lab.run("rosenbrock", "adam", steps=500)
    assert bars == []
    notebook(monkeypatch, kernel=True)
    lab.run("rosenbrock", "adam", steps=500, progress=False)
    assert bars == []
    run = lab.run("rosenbrock", "adam", steps=500)
    (bar,) = bars
    assert (bar.n, bar.total, bar.closed) == (500, 500, True)
    assert bar.options["delay"] > 0
    assert bits(run) == bits(plain)


def test_tqdm_may_be_missing(here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook(monkeypatch, kernel=True)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert here.run("bowl", "adam", steps=3).loss.shape == (4,)
    with pytest.raises(ImportError, match=r"pip install 'descentlab\[notebook\]'"):
        here.run("bowl", "adam", steps=3, progress=True)


def test_bar_as_text_comes_without_a_warning(
    here: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As tqdm does without ipywidgets: it warns when it is imported, and writes a bar of characters."""
    (tmp_path / "tqdm").mkdir()
    (tmp_path / "tqdm" / "__init__.py").touch()
    text = "import warnings\nwarnings.warn('IProgress not found.')\ntqdm = None\n"
    (tmp_path / "tqdm" / "auto.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("tqdm", "tqdm.auto"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    notebook(monkeypatch, kernel=True)
    assert here.run("bowl", "adam", steps=3).loss.shape == (4,)


LONG = {
    "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "digits"}},
    "racers": [{"optimizer": {"name": "adam"}}],
}


@pytest.fixture
def hasty() -> Iterator[Client]:
    """A server whose answers may take two seconds."""
    environment = {**os.environ, "DESCENTLAB_REQUEST_TIMEOUT_S": "2"}
    command = [sys.executable, "-m", "descentlab", "--port", "0", "--workers", "1"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield Client(server.stdout.readline().rpartition(" at ")[2].strip())
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()


def test_long_runs_have_no_limit(here: Client, hasty: Client) -> None:
    experiment = {**LONG, "steps": 3500}
    with pytest.raises(LabError, match="longer than 2 s"):
        hasty._backend._call("trajectories", json.dumps(experiment), "application/json")  # type: ignore[attr-defined]
    run = hasty.race(experiment)[0]
    assert bits(run) == bits(here.race(experiment)[0])


def test_comparison_finds_a_run_by_its_label(lab: Client) -> None:
    race = lab.compare("bowl", ["adam", "gd", "adam"], steps=3)
    assert race["Gradient descent"] is race[1]
    assert race["Adam 2"] is race[2]
    with pytest.raises(KeyError, match="Adam"):
        race["adm"]


def test_equal_experiments_are_equal_runs(here: Client, there: Client) -> None:
    race, again = (lab.compare("bowl", RACERS, steps=3) for lab in (here, there))
    assert race == again
    assert race[0] == again[0] != again[1]
    assert len({*race, *again}) == 2
    assert race[0] != here.compare("bowl", RACERS, steps=4)[0]
    assert race != list(race)


class Disturbed(LocalBackend):
    """A backend in whose memory another thread puts a race and a grid of its own, all the time."""

    _race = _grid = property(lambda _: ("another", None), lambda *_: None)


def test_runs_of_several_threads_are_not_mixed_up() -> None:
    client, disturbed = Client(), Client()
    disturbed._backend = Disturbed()
    expected = client.compare("bowl", RACERS, steps=9)
    for race in (
        disturbed.stream("bowl", RACERS, steps=9).result(),
        disturbed.compare("bowl", RACERS, steps=9),
    ):
        assert [bits(run) for run in race] == [bits(run) for run in expected]
        assert race[0].landscape(11).z.tolist() == expected[0].landscape(11).z.tolist()
