"""Map formats: encode a map as JSON, CSV or npz."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from engine.batched import MapPart

from .content_negotiation import Format
from .trajectory_formats import format_number, to_csv, to_json, to_npz


def full_grids(parts: Sequence[MapPart]) -> dict[str, NDArray[Any]]:
    """Join the parts of a map into its columns, each of shape (rows, columns)."""
    first = parts[0]
    shape = len(first.y), len(first.x)
    whole = {name: np.empty(shape, column.dtype) for name, column in first.columns.items()}
    for part in parts:
        for name, column in part.columns.items():
            whole[name].reshape(-1)[part.cells] = column
    return whole


def encode_map(form: Format, parts: Sequence[MapPart], about: Mapping[str, Any]) -> bytes:
    """Encode a whole map.

    Args:
        form: json, csv or npz.
        parts: all parts of the map.
        about: further fields of JSON and npz, such as the id.
    """
    first, columns = parts[0], full_grids(parts)
    if form == "csv":
        across, up = np.meshgrid(first.x, first.y)
        numbers = [across, up, *columns.values()]
        rows = zip(*(grid.reshape(-1).tolist() for grid in numbers), strict=True)
        return to_csv((*first.axes, *columns), (map(format_number, row) for row in rows))
    facts = {
        **about,
        "axes": [
            {"parameter": parameter, "scale": scale}
            for parameter, scale in zip(first.axes, first.scales, strict=True)
        ],
        "minima": first.minima,
        "theory": first.theory,
    }
    if form == "npz":
        text = np.frombuffer(orjson.dumps(facts), np.uint8)
        return to_npz({"x": first.x, "y": first.y, **columns, "about": text})
    return to_json({**facts, "x": first.x, "y": first.y, "cells": columns})
