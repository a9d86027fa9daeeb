"""Marks formats: marks of chosen points as JSON values, or as arrays for npz."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.run.trajectory import StepMarks


def marks_json(marks: Sequence[StepMarks]) -> list[dict[str, Any]]:
    """Marks as JSON values and arrays, which ``trajectory_formats.to_json`` encodes."""
    return [
        {
            "step": mark.step,
            "points": np.ascontiguousarray(mark.points),
            "values": np.ascontiguousarray(mark.values),
            "arrows": np.ascontiguousarray(mark.arrows),
            "ellipse": None if mark.ellipse is None else np.ascontiguousarray(mark.ellipse),
        }
        for mark in marks
    ]


def marks_arrays(marks: Sequence[StepMarks]) -> dict[str, NDArray[Any]]:
    """Marks as arrays: those of all points one after another, and how many each point has.

    ``marks_counts`` is int64 of shape (points, 3): places, arrows and ellipses of each point. The others
    are float64: ``marks_points`` (places, 2), ``marks_values`` (places,), ``marks_arrows`` (arrows, 4) and
    ``marks_ellipses`` (ellipses, 5).
    """
    ellipses = [mark.ellipse for mark in marks if mark.ellipse is not None]
    counts = [(len(mark.points), len(mark.arrows), mark.ellipse is not None) for mark in marks]
    return {
        "marks_counts": np.array(counts, dtype=np.int64).reshape(-1, 3),
        "marks_points": _joined([mark.points for mark in marks], 2),
        "marks_values": _joined([mark.values for mark in marks]),
        "marks_arrows": _joined([mark.arrows for mark in marks], 4),
        "marks_ellipses": np.array(ellipses, dtype=np.float64).reshape(-1, 5),
    }


def _joined(arrays: Sequence[NDArray[np.float64]], *columns: int) -> NDArray[np.float64]:
    return np.concatenate([np.empty((0, *columns)), *arrays])
