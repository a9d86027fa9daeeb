"""Trajectory and landscape formats: encode both as JSON, CSV or npz.

Each number is the shortest decimal that parses to the same bits. A number that is not finite is null in
JSON and empty in CSV.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from engine.run.trajectory import COLUMNS, Event
from engine.spec.experiment import Experiment

from .content_negotiation import Format

Array = NDArray[np.float64]

PUBLIC_COLUMNS = ("x", "y", "loss", "lr", "grad_norm")
"""Columns of every response; with more than two weights there is also ``off_plane``."""


def every_nth(points: Array, every: int) -> tuple[NDArray[np.int64], Array]:
    """Select every n-th point and the last of an array (columns, points). Returns indices and points."""
    count = points.shape[1]
    indices = np.arange(0, count, every, dtype=np.int64)
    if count and indices[-1] != count - 1:
        indices = np.append(indices, count - 1)
    return indices, points[:, indices]


def encode_trajectory(
    form: Format,
    id_: str,
    experiment: Experiment,
    racers: Sequence[Array],
    events: Sequence[Event],
    every: int,
) -> bytes:
    """Encode a whole trajectory.

    Args:
        form: json, csv or npz.
        id_: id of the experiment.
        experiment: the completed experiment.
        racers: for each racer an array (columns, points) from point 0 on.
        events: all changes of regime.
        every: only every n-th point and the last are encoded.
    """
    names = PUBLIC_COLUMNS + (("off_plane",) if experiment.plane is not None else ())
    rows = [COLUMNS.index(name) for name in names]
    tracks: list[dict[str, Any]] = []
    for racer, columns in zip(experiment.racers, racers, strict=True):
        steps, points = every_nth(columns, every)
        shown = {name: np.ascontiguousarray(points[row]) for name, row in zip(names, rows, strict=True)}
        tracks.append({"label": racer.label, "steps": steps, **shown})
    if form == "csv":
        return to_csv(("racer", "label", "step", *names), _long(tracks, names))
    regimes = [_regime(events, index) for index in range(len(tracks))]
    if form == "npz":
        text = orjson.dumps({"id": id_, "experiment": experiment.model_dump(mode="json"), "regimes": regimes})
        arrays = {
            f"{name}_{index}": value
            for index, track in enumerate(tracks)
            for name, value in track.items()
            if name != "label"
        }
        return to_npz({**arrays, "about": np.frombuffer(text, np.uint8)})
    full = [{**track, "regime": regime} for track, regime in zip(tracks, regimes, strict=True)]
    return to_json({"id": id_, "experiment": experiment.model_dump(mode="json"), "racers": full})


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
    if not mine:
        return None
    last = mine[-1]
    return {"name": last.name, "sentence": last.sentence, "step": last.step}


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
