"""Marks over REST: one entry for each returned point, in every format, and only where they are asked for."""

import asyncio
import csv
import io
import json

import httpx2
import numpy as np
import pytest
from synthetic_marks import QUESTION, MarkingWorkers, step_marks
from talk import experiment, racer

from app.api.routes.trajectories import Trajectory
from app.core.settings import Settings
from app.main import create_app

SPEC = experiment(racer("adam", lr=0.05), racer("sgd", lr=1.0), steps=60)
"""The second racer diverges within 20 points."""

PLAIN = ["label", "steps", "x", "y", "loss", "lr", "grad_norm", "regime"]


def marks_at(index, step):
    """Marks of every third point of racer 0; those of step 6 have numbers that are not finite."""
    if index == 1 or step % 3:
        return None
    found = step_marks(step, points=step % 4, arrows=step % 2, ellipse=step % 2 == 0)
    if step == 6:
        found.values[0] = np.nan
        found.points[1, 0] = np.inf
    return found


def answer(path="trajectories", workers=None, method="POST", **params):
    """What the server answers about ``SPEC`` if its workers are these."""
    app = create_app(Settings(store=""), workers or MarkingWorkers(marks_at))

    async def ask():
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://lab/api/v1/") as client:
            body = SPEC if method == "POST" else None
            return await client.request(method, path, json=body, params=params or None, timeout=60)

    found = asyncio.run(ask())
    assert found.status_code == 200
    return found


def plain(numbers):
    """Numbers as JSON has them: null for those that are not finite."""
    if isinstance(numbers, list):
        return [plain(number) for number in numbers]
    return numbers if np.isfinite(numbers) else None


def expected(step):
    """The entry of a point of racer 0, as design and reference describe it."""
    mark = marks_at(0, step)
    if mark is None:
        return {"step": step, "points": [], "values": [], "arrows": [], "ellipse": None}
    ellipse = None if mark.ellipse is None else plain(mark.ellipse.tolist())
    tables = {name: plain(getattr(mark, name).tolist()) for name in ("points", "values", "arrows")}
    return {"step": step, **tables, "ellipse": ellipse}


@pytest.mark.parametrize("every", [1, 7])
def test_entry_k_belongs_to_returned_point_k(every):
    found = answer(marks="true", every=every)
    Trajectory.model_validate(found.json())
    first, second = found.json()["racers"]
    assert first["steps"][-1] == 60
    assert first["marks"] == [expected(step) for step in first["steps"]]
    assert [entry["step"] for entry in second["marks"]] == second["steps"]
    assert not any(entry["points"] or entry["arrows"] or entry["ellipse"] for entry in second["marks"])
    assert len(first["queries"]) == len(first["steps"])


def test_numbers_not_finite_are_null():
    found = answer(marks="true").json()["racers"][0]["marks"][6]
    assert found["values"][0] is None
    assert found["points"][1][0] is None
    assert found["values"][1] is not None


def test_npz_has_the_marks_one_after_another():
    archive = answer(marks="true", every=7, format="npz")
    with np.load(io.BytesIO(archive.content), allow_pickle=False) as arrays:
        steps, counts = arrays["steps_0"], arrays["marks_counts_0"]
        assert arrays["queries_0"].shape == steps.shape
        assert counts.shape == (len(steps), 3)
        cut = np.cumsum(counts, axis=0)[:-1]
        parts = {
            name: np.split(arrays[f"marks_{name}_0"], cut[:, column])
            for name, column in (("points", 0), ("values", 0), ("arrows", 1), ("ellipses", 2))
        }
        assert arrays["marks_counts_1"].shape == (len(arrays["steps_1"]), 3)
        assert not arrays["marks_counts_1"].any()
        assert arrays["marks_arrows_1"].shape == (0, 4)
    for k, step in enumerate(steps):
        found = {name: plain(parts[name][k].tolist()) for name in ("points", "values", "arrows")}
        ellipse = plain(parts["ellipses"][k][0].tolist()) if len(parts["ellipses"][k]) else None
        assert {"step": step, **found, "ellipse": ellipse} == expected(step)


def test_csv_gains_the_column_queries_alone():
    rows, with_marks = (
        list(csv.reader(io.StringIO(answer(format="csv", **params).text)))
        for params in ({}, {"marks": "true"})
    )
    assert with_marks[0] == [*rows[0], "queries"]
    assert [row[:-1] for row in with_marks[1:]] == rows[1:]
    assert all(float(row[-1]) >= 0 for row in with_marks[1:])


@pytest.mark.parametrize("form", ["json", "csv", "npz"])
def test_without_the_flag_marks_change_nothing(form):
    marked, unmarked = (answer(workers=workers, format=form) for workers in (None, MarkingWorkers()))
    assert marked.content == unmarked.content
    assert "marks" not in marked.headers["content-location"]
    if form == "json":
        assert list(marked.json()) == ["id", "experiment", "racers"]
        assert [list(track) for track in marked.json()["racers"]] == [PLAIN, PLAIN]
    if form == "npz":
        with np.load(io.BytesIO(marked.content)) as arrays:
            names = [name for name in PLAIN if name not in ("label", "regime")]
            assert set(arrays.files) == {f"{name}_{k}" for name in names for k in (0, 1)} | {"about"}
            assert set(json.loads(arrays["about"].tobytes())) == {"id", "experiment", "regimes"}


def test_flag_has_its_own_etag_and_address():
    plain_answer, marked = answer(), answer(marks="true")
    assert plain_answer.headers["etag"] != marked.headers["etag"]
    again = answer(marked.headers["content-location"], method="GET")
    assert again.content == marked.content
    assert again.headers["etag"] == marked.headers["etag"]


def test_waiting_run_tells_its_question():
    found = answer(workers=MarkingWorkers(waits_at=33)).json()
    assert found["waiting"] == {"racer": 0, "step": 33, "question": QUESTION}
    assert found["racers"][0]["steps"][-1] == 33
    Trajectory.model_validate(found)
    with np.load(io.BytesIO(answer(workers=MarkingWorkers(waits_at=33), format="npz").content)) as arrays:
        assert json.loads(arrays["about"].tobytes())["waiting"] == found["waiting"]


def events_of(workers, **params):
    """Name and data of each event."""
    text = answer("trajectories/stream", workers, **params).text
    blocks = [
        dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")
    ]
    return [(fields["event"], json.loads(fields["data"])) for fields in blocks]


def points_of(events):
    """What each event about points has of racer 0."""
    return [data["racers"][0] for name, data in events if name == "points"]


def test_stream_has_the_marks_of_the_answer():
    events = events_of(None, marks="true")
    whole = answer(marks="true").json()["racers"][0]
    points = points_of(events)
    for name in ("marks", "queries", "x"):
        assert [entry for part in points for entry in part[name]] == whole[name]
    assert events[0][1]["columns"][-1] == "queries"
    assert events[-1] == ("done", {"steps": 60})


def test_stream_without_the_flag_has_no_marks():
    assert list(points_of(events_of(None))[0]) == ["x", "y", "loss", "lr", "grad_norm"]


def test_stream_of_a_waiting_run_ends_with_its_question():
    name, data = events_of(MarkingWorkers(waits_at=5))[-1]
    assert (name, data) == ("question", {"racer": 0, "step": 5, "question": QUESTION})


def test_one_event_has_limited_marks():
    """A place is 24 bytes, and an event has at most 64 KiB of marks."""
    workers = MarkingWorkers(lambda index, step: step_marks(step, points=1000) if index == 0 else None)
    events = [
        data["racers"][0]["marks"] for name, data in events_of(workers, marks="true") if name == "points"
    ]
    places = [sum(len(entry["points"]) for entry in marks) for marks in events]
    assert max(places) <= 64 * 1024 / 24
    assert sum(places) == 61_000
