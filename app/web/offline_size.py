"""Offline file size: tells early that the points of a run do not fit into an offline file.

How many bytes a point takes cannot be known before it is computed: numbers that repeat, as of a racer that
does not move, take almost none, others nearly all of their eight bytes. So points are counted as they come.
"""

import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

BASE64 = 4 / 3
"""Bytes of base64 for each byte."""

TOLERANCE = 1.25
"""How much more than the limit is counted before a file is refused: in the file all numbers of a column are
together and compress better, by 4 % as a rule, by 16 % where numbers repeat."""


def _deflate() -> Any:
    return zlib.compressobj(9, zlib.DEFLATED, -15)


@final
class PointsMeter:
    """Points meter: counts the bytes that points take in an offline file.

    As long as they fit uncompressed, nothing is compressed.

    Args:
        room: bytes of the file that the points may take.
        columns: number of columns that the smallest file has.
    """

    def __init__(self, room: int, columns: int) -> None:
        self._room = room
        self._columns = columns
        self._steps = 0
        self._raw = 0
        self._compressed = 0
        self._waiting: list[tuple[int, bytes]] = []
        self._deflates: defaultdict[int, Any] = defaultdict(_deflate)  # racers are far apart in the file

    def add(self, racers: Sequence[NDArray[np.float64]]) -> None:
        """Count further points: for each racer an array of shape (columns, points)."""
        self._steps += max(racer.shape[1] for racer in racers)
        for number, racer in enumerate(racers):
            content = np.ascontiguousarray(racer[: self._columns], dtype="<f8").tobytes()
            self._raw += len(content)
            self._waiting.append((number, content))
        if self._raw * BASE64 > self._room:
            for number, content in self._waiting:
                self._compressed += len(self._deflates[number].compress(content))
            self._waiting.clear()

    @property
    def steps_that_fit(self) -> int | None:
        """About how many steps fit; None as long as all may."""
        size = self._compressed * BASE64
        if size <= self._room * TOLERANCE:
            return None
        return max(1, int(self._steps * self._room / size))
