"""Trajectory and landscape formats: encode both as JSON, CSV or npz.

Each number is the shortest decimal that parses to the same bits. A number that is not finite is null in
JSON and empty in CSV.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, final

import numpy as np
import orjson
from numpy.typing import NDArray

from engine.run.trajectory import COLUMNS, Event, StepMarks, Waiting, marks_at, public_columns
from engine.spec.experiment import Experiment

from .content_negotiation import Format
from .marks_formats import marks_arrays, marks_json

Array = NDArray[np.float64]


@final
@dataclass(frozen=True)
class Selection:
    """Selection: what of a trajectory a response holds.

    Attributes:
        form: json, csv or npz.
        every: only every n-th point and the last.
        marks: whether the column ``queries`` and, except in csv, the marks of these points belong to it.
    """

    form: Format
    every: int = 1
    marks: bool = False


@final
@dataclass(frozen=True)
class Computed:
    """Computed experiment: all that a response can hold.

    Attributes:
        id: id of the experiment.
        experiment: the completed experiment.
        racers: for each racer an array (columns, points) from point 0 on.
        events: all changes of regime.
        marks: for each racer the marks of its points that have any.
        waiting: the question on which the run waits; None if it does not.
    """

    id: str
    experiment: Experiment
    racers: Sequence[Array]
    events: Sequence[Event]
    marks: Sequence[Sequence[StepMarks]]
    waiting: Waiting | None


def every_nth(points: Array, every: int) -> tuple[NDArray[np.int64], Array]:
    """Select every n-th point and the last of an array (columns, points). Returns indices and points."""
    count = points.shape[1]
    indices = np.arange(0, count, every, dtype=np.int64)
    if count and indices[-1] != count - 1:
        indices = np.append(indices, count - 1)
    return indices, points[:, indices]


def encode_trajectory(run: Computed, selection: Selection) -> bytes:
    """Encode the selected part of a computed experiment."""
    names = public_columns(run.experiment.plane is not None, selection.marks)
    tracks = [_track(run, index, names, selection) for index in range(len(run.racers))]
    if selection.form == "csv":
        return to_csv(("racer", "label", "step", *names), _long(tracks, names))
    about = {"id": run.id, "experiment": run.experiment.model_dump(mode="json")}
    regimes = [_regime(run.events, index) for index in range(len(tracks))]
    question = {} if run.waiting is None else {"waiting": asdict(run.waiting)}
    if selection.form == "npz":
        return to_npz(_arrays(tracks, {**about, "regimes": regimes, **question}))
    shown = [track | {"marks": marks_json(track["marks"])} if "marks" in track else track for track in tracks]
    full = [{**track, "regime": regime} for track, regime in zip(shown, regimes, strict=True)]
    return to_json({**about, "racers": full, **question})


def _track(run: Computed, index: int, names: Sequence[str], selection: Selection) -> dict[str, Any]:
    """Label, steps, columns and, if selected, marks of one racer."""
    steps, points = every_nth(run.racers[index], selection.every)
    columns = {name: np.ascontiguousarray(points[COLUMNS.index(name)]) for name in names}
    marks = {"marks": marks_at(steps.tolist(), run.marks[index])} if selection.marks else {}
    return {"label": run.experiment.racers[index].label, "steps": steps, **columns, **marks}


def _arrays(tracks: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """All columns and marks, each name with the number of its racer, and ``about`` as JSON text."""
    arrays: dict[str, NDArray[Any]] = {}
    for index, track in enumerate(tracks):
        columns = {name: value for name, value in track.items() if name not in ("label", "marks")}
        marks = marks_arrays(track["marks"]) if "marks" in track else {}
        arrays |= {f"{name}_{index}": value for name, value in {**columns, **marks}.items()}
    return {**arrays, "about": np.frombuffer(orjson.dumps(about), np.uint8)}


def encode_landscape(form: Format, x: Array, y: Array, z: Array, about: Mapping[str, Any]) -> bytes:
    """Encode a landscape; ``z[i, j]`` is the loss at ``(x[j], y[i])``."""
    if form == "csv":
        grid = ((a, b, z[i, j]) for i, b in enumerate(y.tolist()) for j, a in enumerate(x.tolist()))
        return to_csv(("x", "y", "z"), ((a, b, format_number(float(value))) for a, b, value in grid))
    if form == "npz":
        return to_npz({"x": x, "y": y, "z": z, "about": np.frombuffer(orjson.dumps(about), np.uint8)})
    return to_json({"x": x, "y": y, "z": np.ascontiguousarray(z), **about})


def _regime(events: Sequence[Event], racer: int) -> dict[str, Any] | None:
    mine = [event for event in events if event.racer == racer]
    return mine[-1].told() if mine else None


def _long(tracks: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Iterable[Sequence[Any]]:
    for index, track in enumerate(tracks):
        columns = [track["steps"].tolist(), *(track[name].tolist() for name in names)]
        for step, *values in zip(*columns, strict=True):
            yield index, track["label"], step, *map(format_number, values)


def format_number(value: float) -> str:
    """The shortest decimal that parses to the same bits; empty if the number is not finite."""
    return repr(value) if math.isfinite(value) else ""


def to_csv(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Encode a table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def to_npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Encode arrays as npz."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def to_json(value: Any) -> bytes:
    """Encode as JSON; arrays become lists, and non-finite numbers become null."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
