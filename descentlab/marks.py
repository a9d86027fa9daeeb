"""Marks: what a method shows beside its ball at each point, as dictionaries of NumPy arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .backend import Array

PointMarks = Mapping[str, Any]
"""Marks of one point: ``step``, ``points``, ``values``, ``arrows`` and ``ellipse``, see ``Run.marks``."""


def point_marks(step: int, points: Array, values: Array, arrows: Array, ellipse: Array | None) -> PointMarks:
    """Make the marks of one point; the arrays become read-only."""
    for array in (points, values, arrows, *(() if ellipse is None else (ellipse,))):
        array.setflags(write=False)
    return {"step": step, "points": points, "values": values, "arrows": arrows, "ellipse": ellipse}


def unpack_marks(
    steps: NDArray[np.int64],
    counts: NDArray[np.int64],
    points: Array,
    values: Array,
    arrows: Array,
    ellipses: Array,
) -> Sequence[PointMarks]:
    """Cut the arrays that a server sends, one after another for all points, into the marks of each point.

    Args:
        steps: index of each point.
        counts: of shape (points, 3): number of places, arrows and ellipses of each point.
        points, values, arrows, ellipses: those of all points.
    """
    cuts = np.cumsum(counts, axis=0)[:-1].T
    ellipse_of = [found[0] if len(found) else None for found in np.split(ellipses, cuts[2])]
    parts = (np.split(points, cuts[0]), np.split(values, cuts[0]), np.split(arrows, cuts[1]), ellipse_of)
    return [point_marks(*point) for point in zip(steps.tolist(), *parts, strict=True)]
