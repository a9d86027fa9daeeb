"""Binary WebSocket frames: raw little-endian numbers behind a 16-byte header.

The layout is in docs/protocol.md. Raw floats cost a hundredth of JSON to encode, keep every
bit, and carry NaN. All parts are multiples of 8 bytes, so a browser can look at them in place.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.run.trajectory import StepMarks

TRAJECTORY = 1
LANDSCAPE = 2
MAP = 3
MARKS = 4

HEADER = struct.Struct("<BBHIII")
"""kind u8, columns u8, racers u16, run u32, start u32, reserved u32."""

COUNTS_BYTES = 16
"""Bytes of the counts of one point in a frame of marks."""


def trajectory_frame(run: int, start: int, racers: Sequence[NDArray[np.float64]]) -> bytes:
    """Encode points of a race.

    Args:
        run: the client's number of the run.
        start: index of the first point.
        racers: for each racer an array of shape (columns, points).
    """
    columns = racers[0].shape[0]
    counts = np.zeros(len(racers) + len(racers) % 2, dtype="<u4")
    counts[: len(racers)] = [racer.shape[1] for racer in racers]
    header = HEADER.pack(TRAJECTORY, columns, len(racers), run, start, 0)
    return b"".join([header, counts.tobytes(), *(_bytes(racer) for racer in racers)])


def landscape_frame(run: int, z: NDArray[np.float64]) -> bytes:
    """Encode the losses of a landscape, ``z`` of shape (rows, columns)."""
    return b"".join(landscape_parts(run, z))


def landscape_parts(run: int, z: NDArray[np.float64]) -> tuple[bytes, memoryview]:
    """Encode as ``landscape_frame`` does, in two parts: header and losses.

    The losses are not copied, because half a megabyte may be waiting for each of many clients.
    """
    rows, columns = z.shape
    heights = np.ascontiguousarray(z, dtype="<f8")
    return HEADER.pack(LANDSCAPE, 1, 0, run, rows, columns), heights.data.cast("B")


def map_frame(
    number: int, part: int, cells: NDArray[np.int64], columns: Sequence[NDArray[np.number[Any]]]
) -> bytes:
    """Encode some cells of a map.

    Args:
        number: the client's number of the map.
        part: which of the map's parts.
        cells: flat indices, row * resolution + column.
        columns: for each column the numbers of these cells.
    """
    header = HEADER.pack(MAP, len(columns), 0, number, len(cells), part)
    indices = np.zeros(len(cells) + len(cells) % 2, dtype="<u4")
    indices[: len(cells)] = cells
    return b"".join([header, indices.tobytes(), *(_bytes(column) for column in columns)])


def marks_frame(run: int, racer: int, start: int, points: int, marks: Sequence[StepMarks]) -> bytes:
    """Encode the marks of one racer at consecutive points.

    Args:
        run: the client's number of the run.
        racer: number of the racer.
        start: index of the first point.
        points: number of points; those without marks have three counts of zero.
        marks: the marks of those of the points that have any, in order.
    """
    counts = np.zeros((points, COUNTS_BYTES // 4), dtype="<u4")
    numbers = []
    for mark in marks:
        counts[mark.step - start, :3] = len(mark.points), len(mark.arrows), mark.ellipse is not None
        numbers += [_bytes(np.column_stack([mark.points, mark.values])), _bytes(mark.arrows)]
        if mark.ellipse is not None:
            numbers.append(_bytes(mark.ellipse))
    header = HEADER.pack(MARKS, 0, racer, run, start, points)
    return b"".join([header, counts.tobytes(), *numbers])


def _bytes(array: NDArray[np.number[Any]]) -> bytes:
    return np.ascontiguousarray(array, dtype="<f8").tobytes()
