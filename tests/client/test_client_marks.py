"""Marks in the client: those of the engine, in this process and from a server."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.http.trajectory_formats import Computed, Selection, encode_trajectory
from descentlab import Client, LabError
from engine import Chunk, Experiment, build_race, complete, experiment_id
from engine.run.trajectory import StepMarks, Waiting

EXPERIMENT = {
    "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
    "racers": [{"optimizer": {"name": "adam"}}, {"optimizer": {"name": "sgd", "params": {"lr": 1.0}}}],
    "steps": 20,
}
"""The second racer diverges early."""

NUMBERS = np.random.default_rng(4)
MARKS = {
    3: StepMarks(3, NUMBERS.random((4, 2)), NUMBERS.random(4), NUMBERS.random((2, 4)), NUMBERS.random(5)),
    4: StepMarks(4, np.full((1, 2), np.nan), np.array([np.inf]), np.empty((0, 4))),
    20: StepMarks(20, np.empty((0, 2)), np.empty(0), np.empty((0, 4)), NUMBERS.random(5)),
}
"""Marks of the first racer."""

QUESTION = Waiting(step=20, racer=0, question={"text": "Which is better?", "pair": 2})


def computed(text: str, waiting: Waiting | None = None) -> Chunk:
    """The engine's chunk of a completed experiment, with ``MARKS`` and a column of values asked for."""
    experiment = Experiment.model_validate_json(text)
    chunk = build_race(experiment).advance(experiment.steps + 1)
    for racer in chunk.racers:
        racer[-1] = np.arange(racer.shape[1]) * 7.0
    return replace(chunk, marks=[list(MARKS.values()), []], waiting=waiting)


class Handler(BaseHTTPRequestHandler):
    """A lab that answers experiments with ``computed``."""

    knows_marks = True
    waiting: Waiting | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        experiment = complete(Experiment.model_validate_json(body))
        chunk = computed(experiment.model_dump_json(), self.waiting)
        run = Computed(
            experiment_id(experiment), experiment, chunk.racers, chunk.events, chunk.marks, chunk.waiting
        )
        wanted = self.knows_marks and self.path.endswith("/trajectories?marks=true")
        content = encode_trajectory(run, Selection("npz", marks=wanted))
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Write no log."""


@pytest.fixture
def marked(here: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Client]]:
    """A local and a remote client of an engine that makes ``MARKS``."""
    monkeypatch.setattr(
        "descentlab.local.build_race",
        lambda completed: SimpleNamespace(
            advance=lambda _: computed(completed.model_dump_json(), Handler.waiting)
        ),
    )
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield {"here": here, "there": Client(f"http://127.0.0.1:{server.server_port}")}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("name", ["here", "there"])
def test_marks_are_those_of_the_engine(marked: Mapping[str, Client], name: str) -> None:
    one, other = marked[name].race(EXPERIMENT, marks=True)
    assert one.marks is not None
    assert one.queries is not None
    assert [entry["step"] for entry in one.marks] == one.steps.tolist() == list(range(21))
    assert one.queries.tolist() == [7.0 * step for step in range(21)]
    assert one.columns()["queries"] is one.queries
    empty = StepMarks(0, np.empty((0, 2)), np.empty(0), np.empty((0, 4)))
    for step, entry in enumerate(one.marks):
        mark = MARKS.get(step, empty)
        for part in ("points", "values", "arrows"):
            assert entry[part].shape == getattr(mark, part).shape
            assert entry[part].tobytes() == getattr(mark, part).tobytes()
        assert (entry["ellipse"] is None) == (mark.ellipse is None)
        assert mark.ellipse is None or entry["ellipse"].tobytes() == mark.ellipse.tobytes()
    assert other.marks is not None
    assert len(other.marks) == len(other.steps) < 21
    assert not any(len(entry["points"]) for entry in other.marks)


@pytest.mark.parametrize("name", ["here", "there"])
def test_marks_are_read_only(marked: Mapping[str, Client], name: str) -> None:
    marks = marked[name].race(EXPERIMENT, marks=True)[0].marks
    assert marks is not None
    for part in ("points", "values", "arrows", "ellipse"):
        with pytest.raises(ValueError, match="read-only"):
            marks[3][part][0] = 0.0


@pytest.mark.parametrize("name", ["here", "there"])
def test_marks_come_only_if_wanted(marked: Mapping[str, Client], name: str) -> None:
    run = marked[name].race(EXPERIMENT)[0]
    assert run.marks is None
    assert run.queries is None
    assert "queries" not in run.columns()


@pytest.mark.parametrize("name", ["here", "there"])
def test_waiting_run_has_its_question(
    marked: Mapping[str, Client], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert marked[name].race(EXPERIMENT)[0].waiting is None
    monkeypatch.setattr(Handler, "waiting", QUESTION)
    expected = {"step": 20, "racer": 0, "question": QUESTION.question}
    other = {**EXPERIMENT, "seed": 7}  # the client keeps its last race
    assert [run.waiting for run in marked[name].race(other)] == [expected] * 2


def test_server_without_marks_gets_a_sentence(
    marked: Mapping[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "knows_marks", False)
    with pytest.raises(LabError, match="too old to send marks"):
        marked["there"].race(EXPERIMENT, marks=True)
